"""The lottery of unannounced inspections and the check of its public record, explained in docs/draw.md.

Exit: 0 verified, 1 the first wrong thing is named, 2 wrong usage. Keys, hashes, nonces and seeds are hex text."""

import argparse
import json
import re
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

ONE = 1 << 32  # weights are chances in units of 2⁻³²; none is above 0.95
canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
ID, HEX, INT = '"[0-9a-f]{16}"', '"[0-9a-f]{64}"', "(0|[1-9][0-9]{0,9})"
PAST = rf'\{{"attempt":{INT},"reason":"(?!\s*")([^"\\]|\\.)+","record_sha256":{HEX}\}},?'
SHAPE = (  # of a record in canonical JSON: these fields, no other, no float, no sign
    rf'\{{"algorithm":"pivotal-1","attempt":[123],"candidates":\[(\[{ID},{INT},{INT}\],?)+\],"date":"[0-9-]{{10}}",'
    rf'"day_key":{HEX},"earlier_attempts":\[({PAST})*\],"register_hash":{HEX},"result":\[(\[({ID},?)+\],?)+\],'
    rf'"snapshot_hash":{HEX},"stops":{INT},"teams":{INT},"witness_nonce":{HEX}\}}'
)


class Stream:  # SHA-256 in counter mode: the same on every machine
    def __init__(self, seed: str, name: str) -> None:
        self.seed, self.n = sha256(bytes.fromhex(seed) + name.encode()).digest(), 0

    def below(self, k: int) -> int:  # exactly uniform 0 ≤ u < k, by rejection
        self.n += 1
        u = int.from_bytes(sha256(self.seed + self.n.to_bytes(8, "big")).digest(), "big")
        return u % k if u < (1 << 256) // k * k else self.below(k)

    def shuffle(self, items: list[Any]) -> None:
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]


def pivotal(p: list[tuple[Any, int]], one: int, rng: Stream) -> list[Any]:  # Σ weight = m·one → m ids, P = weight/one
    p, won, i, a = list(p), [], None, 0
    rng.shuffle(p)
    for j, b in p:
        if a + b < one or a == 0 or b == 0:
            i, a = (j, a + b) if rng.below(max(1, a + b)) < b else (i, a + b)
        else:  # one of the two is certain, the other carries the rest
            first = rng.below(max(1, 2 * one - a - b)) < max(1, one - b)
            won.append(i if first else j)
            i, a = (j if first else i), a + b - one
        if a == one:
            won.append(i)
            i, a = None, 0
    return won


def lottery(lst: list[Any], n: int, teams: int, seed: str) -> list[list[str]]:
    """[[pseudonym, zone, weight]] → each team's stops (one zone: one set for all); P(site) = weight / 2³² exactly."""
    sizes, r, q = [n // teams + (k < n % teams) for k in range(teams)], Stream(seed, "zones"), Stream(seed, "sites")
    zones = [[(p, w) for p, z, w in lst if z == k] for k in range(1 + max(z for _, z, _ in lst))]
    if len(zones) == 1:
        return [pivotal(zones[0], ONE, q)]
    r.shuffle(sizes)
    mass = [sum(w for _, w in zone) for zone in zones]
    hit = pivotal([(k, m * teams) for k, m in enumerate(mass)], sum(mass), r)
    r.shuffle(hit)
    return [pivotal([(p, w * sizes[i]) for p, w in zones[k]], mass[k], q) for i, k in enumerate(hit)]


def hash_of(*parts: Any) -> str:  # hex text counts as its bytes, anything else as its canonical JSON
    data = (bytes.fromhex(p) if isinstance(p, str) else canonical(p).encode() for p in parts)
    return sha256(b"".join(data)).hexdigest()


def claims(d: Any, commitments: Any, expect: Any = None, full: Any = None) -> Any:
    """Yield (claim, whether it holds) of the record d; each relies on those before it being true."""
    yield "字段齐全 every field, integers only", re.fullmatch(SHAPE, canonical(d)) is not None
    yield "当日有承诺 the day is among the commitments", d["date"] in commitments["days"]
    lst, n, teams, day, k = d["candidates"], d["stops"], d["teams"], commitments["days"][d["date"]], d["attempt"] - 1
    names, zones = [p for p, _, _ in lst], list(dict.fromkeys(z for _, z, _ in lst))
    yield "名单有序 list and zones in order", names == sorted(set(names)) and zones == [*range(len(zones))]
    mass = [sum(w for _, z, w in lst if z == zone) for zone in zones]
    yield "机会合计等于家数 chances add up to the stops", 0 < teams <= n and sum(mass) == n * ONE
    bears = max(mass) * teams <= sum(mass) and all(w * -(-n // teams) <= mass[z] for _, z, w in lst)
    yield "机会上限 no chance too great", (bears or len(mass) == 1) and all(w * 100 <= ONE * 95 for _, _, w in lst)
    yield "密钥与承诺相符 the key is the one committed to", hash_of(d["day_key"]) == day["key_hashes"][k]
    chosen = hash_of({"candidates": lst, "stops": n, "teams": teams})
    yield "快照相符 the snapshot is of this list", hash_of(d["register_hash"], chosen) == d["snapshot_hash"]
    yield "快照当日已公布 the snapshot was shown that day", d["snapshot_hash"] == day["shown"][k]
    yield "见证数相符 the nonce is the witness's", d["witness_nonce"] == day["witness_nonce"]
    yield "重抽有据 no attempt is left out", [e["attempt"] for e in d["earlier_attempts"]] == [*range(1, k + 1)]
    seed = hash_of(d["day_key"], d["snapshot_hash"], d["witness_nonce"])
    yield "复算一致 drawn again, the same are drawn", lottery(lst, n, teams, seed) == d["result"]
    yield f"记录哈希 SHA-256 of the record: {hash_of(d)}", expect in (None, hash_of(d))
    if full:
        sys.path.append(str(Path(__file__).resolve().parent.parent.parent))
        yield from import_module("inspections.draw.record").full_claims(full, d)


def main(argv: Any = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("record", help="draw.json")
    for option in ("--commitments", "--expect", "--full"):
        ask.add_argument(option, required=option == "--commitments")
    a = ask.parse_args(argv)
    try:
        d, commitments, full = (f and json.loads(Path(f).read_bytes()) for f in (a.record, a.commitments, a.full))
        for claim, ok in claims(d, commitments, a.expect, full):
            print("ok   " if ok else "WRONG", claim)
            ok or sys.exit(1)
    except (OSError, ImportError) as error:
        ask.error(str(error))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        sys.exit(f"WRONG 读不通 unreadable: {error!r}")
    print("verified")


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console without Chinese
    main()
