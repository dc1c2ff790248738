"""What author and approver are shown of a draft or plan: the envelope's content with names, without keys and salts."""

from collections.abc import Iterable
from datetime import date

from gis_platform.accounts.models import User
from gis_platform.common.errors import word
from gis_platform.common.verdict import Reason
from inspections.draw.lottery import hash_of
from inspections.draw.record import is_county_wide, officer_of, site_ids
from inspections.organisation.models import Officer
from inspections.rounds.content import Paper
from inspections.rounds.names import STOP_STATES
from inspections.rounds.rules import StopState
from layers.sites.models import Site

from . import queries
from .plan import frozen_attempt, is_routed


def draft_paper(plan, content: Paper) -> Paper:
    """`content` of GET plans/{id}/ (docs/sealing.md); a site is {id, code, name, kind, level, township, lng, lat}."""
    sites, names = _sites(content), _names(content)
    teams = [_team(number, team, sites, names) for number, team in enumerate(content["teams"], start=1)]
    return {
        "version": content["version"],
        "departs_at": content["departs_at"],
        "shift_ends_at": content["shift_ends_at"],
        "want": content["want"],
        "attempt": content["attempt"],
        "depot": content["depot"],
        "status": content["status"],
        "pool": _pool(content["pool"], sites),
        "ceremony": _ceremony(plan, content),
        "draw": _draw(content),
        "officers": _officers(content),
        "teams": teams,
        "is_routed": is_routed(content),
        "totals": _totals(teams),
        "costs": {k: content["solver"][k] for k in ("is_estimate", "shortest", "drawn")} if content["solver"] else None,
        "approvers": [_person(user) for user in queries.possible_approvers(plan.author)],
    }


def _sites(content) -> dict[int, Paper]:
    pool = content["pool"]
    ids = {row["site"] for row in (*pool["candidates"], *pool["excluded"])}
    rows = Site.objects.filter(pk__in=ids).select_related("township")
    return {
        site.pk: {
            "id": site.pk,
            "code": site.code,
            "name": site.name,
            "kind": site.kind,
            "level": site.risk_level,
            "township": site.township.name,
            "lng": round(site.location.x, 6),
            "lat": round(site.location.y, 6),
        }
        for site in rows
    }


def _names(content) -> dict[int, Paper]:
    members = {member for team in content["teams"] for member in team["members"]}
    return {user.pk: _person(user) for user in User.objects.filter(pk__in=members)}


def _person(user) -> Paper:
    return {"id": user.pk, "name": user.get_full_name(), "role": user.role, "role_name": str(user.role_name)}


def _pool(pool, sites) -> Paper:
    return pool | {
        "candidates": [row | {"site": sites.get(row["site"])} for row in pool["candidates"]],
        "excluded": [row | {"site": sites.get(row["site"])} for row in pool["excluded"]],
    }


def _ceremony(plan, content) -> Paper:
    """How far the day's draw is; `is_ours` false: the values shown were fixed before this pool was frozen."""
    on, attempts = date.fromisoformat(content["date"]), content["draw"]["attempts"]
    hashes = [attempts[k]["snapshot"]["snapshot_hash"] for k in sorted(attempts)]
    nonce = queries.nonce_on(on)
    return {
        "committed_at": queries.committed_at(on),
        "key_hashes": queries.key_hashes_on(on),
        "snapshot_hashes": hashes,
        "shown_at": nonce and nonce.shown_at.isoformat(),
        "is_ours": nonce is None or list(nonce.shown) == hashes,
        "is_nonce_given": bool(nonce and nonce.nonce),
        "given_at": nonce and nonce.given_at and nonce.given_at.isoformat(),
        "witness_page": f"/draws/nonce/?date={on.isoformat()}",
    }


def _draw(content) -> Paper:
    """The list as it was frozen for this attempt, and the record once there is one."""
    draw, snapshot = content["draw"], frozen_attempt(content)["snapshot"]
    record = draw["public"]
    return {
        "is_drawn": record is not None,
        "is_county_wide": bool(record and is_county_wide(record)),
        "zones": len({zone for _, zone, _ in snapshot["candidates"]}),
        "candidates": len(snapshot["candidates"]),
        "register_hash": snapshot["register_hash"],
        "snapshot_hash": snapshot["snapshot_hash"],
        "record_sha256": hash_of(record) if record else None,
        "earlier": [{k: one[k] for k in ("attempt", "reason", "record_sha256")} for one in draw["earlier"]],
    }


def _officers(content) -> list[Paper]:
    """Everybody on the frozen register: who may serve, in which team, from which drawn teams recusal kept them."""
    register, on = frozen_attempt(content)["register"], date.fromisoformat(content["date"])
    officers = [officer_of(row) for row in register["officers"]]
    names = dict(Officer.objects.filter(pk__in=[one.id for one in officers]).values_list("pk", "name"))
    site_of, drawn = site_ids(register), content["draw"]["teams"]
    sets = [{site_of[name] for name in team["stops"]} for team in drawn]
    return [
        {
            "name": names.get(int(one.id), one.id),
            "is_certified": one.is_certified(on),
            "is_on_leave": one.is_on_leave(on),
            "recused_from": len(one.recused_from),
            "team": next((number for number, team in enumerate(drawn, start=1) if one.id in team["officers"]), None),
            "kept_from": [number for number, sites in enumerate(sets, start=1) if one.recused_from & sites],
        }
        for one in officers
    ]


def _team(number, team, sites, names) -> Paper:
    route = team["route"]
    return {
        "number": number,
        "round_id": team["round_id"],
        "leader": names[team["leader"]],
        "members": [names[member] for member in team["members"]],
        "stops": [_stop(place, stop, sites) for place, stop in enumerate(team["stops"], start=1)],
        "not_fitted": [_left_out(row, sites) for row in team["not_fitted"]],
        "is_routed": route is not None,
        "is_estimate": bool(route and route["is_estimate"]),
        **{k: team.get(k) for k in ("depart_s", "return_s", "lunch_s", "drive_s", "km", "idle_s")},
    }


def _stop(place, stop, sites) -> Paper:
    named = {"site": sites.get(stop["site"]), "place": place, "state_name": str(STOP_STATES[StopState(stop["state"])])}
    return stop | named


def _left_out(row, sites) -> Paper:
    return {"site": sites.get(row["site"]), "reason": row["reason"], "detail": word(Reason(row["reason"], {}))}


def _totals(teams: Iterable[Paper]) -> Paper:
    teams = list(teams)
    return {
        "stops": sum(len(team["stops"]) for team in teams),
        "not_fitted": sum(len(team["not_fitted"]) for team in teams),
        "km": round(sum(team["km"] or 0 for team in teams), 1),
        "drive_s": sum(team["drive_s"] or 0 for team in teams),
        "idle_s": sum(team["idle_s"] or 0 for team in teams),
        "work_s": sum((team["return_s"] or 0) - (team["depart_s"] or 0) for team in teams),
    }


def draft_geojson(content: Paper) -> Paper:
    """Depot, stops in their order and the road of each team, to draw on the author's map."""
    sites = _sites(content)
    depot = content["depot"]
    features = [_point(depot["lng"], depot["lat"], kind="depot", name=depot["name"])]
    for number, team in enumerate(content["teams"], start=1):
        legs = (team["route"] or {"legs": []})["legs"]
        for place, leg in enumerate(legs, start=1):
            is_return = place == len(legs)
            features.append(_line(leg["geometry"], kind="leg", team=number, place=place, is_return=is_return))
        for place, stop in enumerate(team["stops"], start=1):
            site = sites[stop["site"]]
            features.append(
                _point(
                    site["lng"], site["lat"], kind="stop", team=number, place=place, stop_id=stop["stop_id"],
                    site=site["id"], name=site["name"], level=site["level"], state=stop["state"],
                )
            )  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def _point(lng, lat, **properties) -> Paper:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lng, lat]}, "properties": properties}


def _line(coordinates, **properties) -> Paper:
    geometry = {"type": "LineString", "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
