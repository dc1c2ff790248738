"""Every address as every person against the table of `expected.py`; what is hidden answers as what never existed."""

import pytest
from django.urls import URLResolver, get_resolver, resolve

from .evening import seen
from .expected import BODIES, Row, rows

pytestmark = pytest.mark.django_db
ROWS = rows()
MARKS = {200: "+", 201: "+", 202: "+", 204: "+", 400: "b", 401: "?", 403: "x", 404: "/", 409: "c"}
TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Offset": "0", "Upload-Metadata": ""}
METHODS = ("get", "post", "put", "patch", "delete")
ADMIN = "admin/"


def body_of(row, evening):
    body = BODIES.get(row.name, {})
    if isinstance(body, bytes):
        return body
    return {name: value.format(**evening.ids) if isinstance(value, str) else value for name, value in body.items()}


def mark(answer, has_done):
    if answer.status_code != 302:
        return MARKS.get(answer.status_code, str(answer.status_code))
    if has_done:
        return "+"
    return ">" if "/login/" in answer["Location"] else "r"


def routes(patterns=None, before=""):
    """{route: methods of its view}; () where a page does not say."""
    found = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            found |= {ADMIN: ()} if route == ADMIN else routes(pattern.url_patterns, route)
        else:
            found[route] = _methods(pattern.callback)
    return found


def _methods(view):
    if actions := getattr(view, "actions", None):
        return tuple(actions)
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    taken = getattr(view_class, "http_method_names", ())
    return tuple(method for method in METHODS if method in taken and hasattr(view_class, method))


def route_of(path):
    route = resolve(path.partition("?")[0]).route
    return ADMIN if route.startswith(ADMIN) else route


@pytest.fixture(scope="module")
def rows_by_route(evening):
    found: dict[str, list[Row]] = {}
    for row in ROWS:
        found.setdefault(route_of(evening.path(row.path)), []).append(row)
    return found


def test_every_url_has_a_row_and_every_row_a_url(rows_by_route):
    without = {
        f"{method.upper()} {route}"
        for route, methods in routes().items()
        for method in methods or ("",)
        if not any(method in ("", row.method.lower()) for row in rows_by_route.get(route, ()))
    }
    assert not without, "\n" + "\n".join(sorted(without))
    assert set(rows_by_route) <= set(routes())


def test_a_page_takes_no_method_that_has_no_row(rows_by_route, evening):
    pages = [route for route, methods in routes().items() if not methods and route != ADMIN]
    taken = []
    for route in filter(rows_by_route.get, pages):
        rowed = {row.method for row in rows_by_route[route]}
        path = evening.path(rows_by_route[route][0].path)
        for method in {"GET", "POST"} - rowed:
            status = evening.ask("D", method, path)[0].status_code
            if status != 405:
                taken.append(f"{method} {path}: {status}")
    assert taken == []


@pytest.mark.rule("I7", "I19", "R41")
@pytest.mark.parametrize("letter", ROWS[0].marks)
def test_everybody_gets_the_answer_of_the_table(evening, letter):
    wrong = []
    for row in ROWS:
        path = evening.path(row.path)
        got = mark(*evening.ask(letter, row.method, path, body_of(row, evening), **headers_of(row)))
        if got != row.marks[letter].replace("n", "/"):
            wrong.append(f"{row.name} as {role(evening, letter)} ({letter}): expected {row.marks[letter]}, got {got}")
    assert not wrong, "\n" + "\n".join(wrong)


def role(evening, letter):
    user = evening.who[letter]
    return user.role if user else "nobody"


def headers_of(row):
    if "/uploads/" not in row.path:
        return {}
    meta = "photo_id MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAw,sha256 " + "MDAw" * 21 + "MA=="
    return TUS | {"Upload-Metadata": meta, "content_type": "application/offset+octet-stream" * (row.method == "PATCH")}


# What a stranger may try on something hidden, and how an honest 404 must not differ.
TRIES = (
    {"method": "GET"},
    {"method": "POST", "body": b"{broken", "If-Match": '"x"', "Idempotency-Key": "k"},
    {"method": "PUT", "body": b"\xff", "content_type": "text/plain", "If-Match": '"x"'},
    {"method": "DELETE"},
)


def strangers(row):
    """The first two of those from whom it is hidden: the neighbour township's leader wherever it is one."""
    return [letter for letter in "tieXAuds-" if row.marks[letter] == "/"][:2]


def tries():
    """(row, letter, attempt): all attempts by one stranger, a plain look by the other; each address once."""
    for row in {row.path: row for row in ROWS if "{" in row.path}.values():
        for letter in strangers(row)[:1]:
            yield from ((row, letter, attempt) for attempt in TRIES)
        for letter in strangers(row)[1:]:
            yield row, letter, TRIES[0]


@pytest.mark.rule("I7", "I19")
def test_the_hidden_answers_as_what_never_existed(evening):
    """Byte for byte, before the method, the version, the type and the body are looked at."""
    told = []
    for row, letter, attempt in tries():
        asked = TUS | attempt if "/uploads/" in row.path else attempt
        hidden = seen(evening.ask(letter, path=evening.path(row.path), **asked)[0])
        nowhere = seen(evening.ask(letter, path=evening.nowhere(row.path), **asked)[0])
        is_honest = hidden[0] == 404 or (hidden[0] == 405 and not row.path.startswith(("/api/", "/mobile/")))
        if hidden != nowhere or not is_honest:
            told.append(f"{attempt['method']} {row.path} as {role(evening, letter)} ({letter}): {hidden[0]}")
    assert not told, "\n" + "\n".join(told)


def test_the_administrator_reads_no_business_and_the_auditor_changes_nothing():
    """三权分立, on the table itself."""
    own = ("/login/", "/logout/", "/i18n/", "/api/v1/auth/")
    business = [row.name for row in ROWS if "{" in row.path and "{public}" not in row.path and row.marks["X"] == "+"]
    deeds = [row for row in ROWS if row.method != "GET" and not row.path.startswith(own)]
    changes = [row.name for row in deeds if row.marks["A"] == "+"]
    assert business == changes == []
