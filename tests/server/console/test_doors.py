"""Every door of the console, for nobody, an analyst, an operator and an owner, with their own ids,
a neighbour's and none that exist: nobody sees or changes what is not theirs.

The doors are read from the running application's own router. One that is not in `CASES` fails.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import httpx
import pytest
from tests.server.conftest import Server, create_shop
from tests.server.console.conftest import Desk, House, console_client

from dangol.server.app import create_app
from dangol.server.settings import Settings
from dangol.store.operators import Role

NOBODY = "nobody"
ROLES = (NOBODY, Role.ANALYST.value, Role.OPERATOR.value, Role.OWNER.value)
ALL, READ = frozenset(ROLES), frozenset(ROLES[1:])
ANSWER, OWN = frozenset(ROLES[2:]), frozenset(ROLES[3:])
SECRET = "이웃의 비밀 7f3a"
ONE = "/console/conversations/{id}"


class Case(NamedTuple):
    """Who may come in, what is sent along, and what kind of id the path holds."""

    roles: frozenset[str]
    fields: Mapping[str, str] = MappingProxyType({})
    thing: str = ""
    """`conversation`, `reply`, `operator`, `file` or empty."""


CASES = {
    "GET /console/static/{id}": Case(ALL, thing="file"),
    "GET /console/sign-in": Case(ALL),
    "POST /console/sign-in": Case(ALL, {"email": "x@shop.example", "password": "not this one"}),
    "POST /console/sign-out": Case(READ),
    "POST /console/language": Case(READ, {"language": "en", "next": "/console/inbox"}),
    "GET /console/account": Case(READ),
    "POST /console/account/password": Case(READ, {"password": "no", "new_password": "no"}),
    "GET /console": Case(READ),
    "GET /console/inbox": Case(READ),
    "GET /console/inbox/list": Case(READ),
    "GET /console/stream": Case(READ),
    "GET " + ONE: Case(READ, thing="conversation"),
    f"GET {ONE}/talk": Case(READ, thing="conversation"),
    f"GET {ONE}/messages": Case(READ, thing="conversation"),
    f"GET {ONE}/person": Case(READ, thing="conversation"),
    f"POST {ONE}/join": Case(ANSWER, thing="conversation"),
    f"POST {ONE}/say": Case(ANSWER, {"text": "안녕하세요"}, "conversation"),
    f"POST {ONE}/hand-back": Case(ANSWER, thing="conversation"),
    f"POST {ONE}/close": Case(ANSWER, thing="conversation"),
    f"POST {ONE}/typing": Case(ANSWER, thing="conversation"),
    f"POST {ONE}/seen": Case(ANSWER, {"seq": "1"}, "conversation"),
    "GET /console/leads": Case(READ),
    "GET /console/replies": Case(ANSWER),
    "POST /console/replies": Case(ANSWER, {"title": "인사", "text": "안녕하세요"}),
    "POST /console/replies/{id}": Case(ANSWER, {"title": "새", "text": "새 글"}, "reply"),
    "POST /console/replies/{id}/delete": Case(ANSWER, thing="reply"),
    "GET /console/team": Case(OWN),
    "POST /console/team": Case(OWN, {"name": "", "email": "", "role": "", "password": ""}),
    "POST /console/team/{id}": Case(OWN, {"what": "shut_out"}, "operator"),
}


class Ground(NamedTuple):
    """Two workspaces side by side, and somebody of each role in the first."""

    house: House
    desks: dict[str, Desk]
    foreign: dict[str, str]
    """Ids of the neighbour's."""


@pytest.fixture(scope="module")
def ground(server: Server) -> Iterator[Ground]:
    clients: list[httpx.Client] = []

    def make() -> Desk:
        client = console_client(server)
        clients.append(client)
        return Desk(server, client)

    house = House(create_shop(server), make)
    neighbour = House(create_shop(server, SECRET), make)
    visitor = neighbour.visitor(SECRET)
    owner = neighbour.seat(Role.OWNER, SECRET)
    owner.post("/console/replies", title=SECRET, text=SECRET)
    (reply_id,) = [row[0] for row in neighbour.shop.rows("saved_replies", "reply_id")]
    foreign = {
        "conversation": visitor.conversation_id,
        "reply": reply_id,
        "operator": neighbour.people["owner"].operator_id,
        "file": "..%2Froutes.py",
    }
    desks = {role: make() if role == NOBODY else house.seat(Role(role)) for role in ROLES}
    yield Ground(house, desks, foreign)
    for client in clients:
        client.close()


def doors() -> list[str]:
    """Method and path of everything that the application serves under /console."""
    app = create_app(Settings(playbooks=None))
    found: set[str] = set()
    for route in app.routes:
        path = route.path.replace("{id:str}", "{id}")
        if path.startswith("/console"):
            found |= {f"{method} {path}" for method in getattr(route, "methods", ())}
    return sorted(one for one in found if not one.startswith(("OPTIONS", "HEAD")))


def ask(desk: Desk, door: str, thing: str, token: str, *, is_part: bool = False) -> httpx.Response:
    method, path = door.split(" ")
    path = path.replace("{id}", thing)
    headers = {"accept": "text/html"} | ({"hx-request": "true"} if is_part else {})
    if method == "POST":
        fields = {**CASES[door].fields, "token": token}
        return desk.client.post(path, data=fields, headers=headers)
    if door.endswith("/stream"):
        with desk.client.stream("GET", path, headers=headers) as answer:
            if answer.status_code == 200:
                return httpx.Response(200, text=next(answer.iter_text()))
            answer.read()
            return answer
    return desk.client.get(path, headers=headers)


def test_every_door_has_a_case_and_every_case_a_door() -> None:
    assert doors() == sorted(CASES)


@pytest.mark.parametrize("door", sorted(CASES))
@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_comes_in_and_nothing_foreign_is_shown(
    ground: Ground, role: str, door: str
) -> None:
    case = CASES[door]
    desk = ground.desks[role]
    if door == "POST /console/sign-out" and role != NOBODY:
        desk = ground.house.seat(Role(role))
    signed_in = role != NOBODY
    token = desk.token("/console/account") if signed_in else desk.token()
    for thing in (ground.foreign.get(case.thing, ""), "nothing-of-that-id", "%00", "x" * 300):
        for is_part in (False, True):
            answer = ask(desk, door, thing, token, is_part=is_part)
            where = f"{door} as {role} of {thing[:20]}: {answer.status_code}"
            assert SECRET not in answer.text, where
            assert answer.status_code < 500, where
            if door == "POST /console/sign-out" and signed_in:
                continue
            if role not in case.roles:
                expected = 401 if role == NOBODY and is_part else 303 if role == NOBODY else 403
                assert answer.status_code == expected, where
            elif case.thing:
                assert answer.status_code == 404, where
            elif not signed_in and door == "POST /console/sign-in":
                assert answer.status_code in (422, 429), where
            elif door == "POST /console/sign-in":
                assert answer.status_code == 403, where  # who is in has no such form
            else:
                assert answer.status_code in (200, 204, 303, 422, 429), where
        if not case.thing:
            break


@pytest.mark.parametrize("door", sorted(one for one in CASES if one.startswith("POST")))
@pytest.mark.parametrize("token", ["", "0" * 64, "ü", "x" * 5_000])
def test_a_form_without_its_own_token_does_nothing(ground: Ground, door: str, token: str) -> None:
    desk = ground.desks[Role.OWNER.value]
    assert ask(desk, door, "nothing", token).status_code == 403
    assert desk.get("/console/account").status_code == 200


def test_a_form_from_another_site_does_nothing(ground: Ground) -> None:
    desk = ground.desks[Role.OWNER.value]
    token = desk.token("/console/account")
    for site in ("cross-site", "same-site"):
        answer = desk.client.post(
            "/console/sign-out", data={"token": token}, headers={"sec-fetch-site": site}
        )
        assert answer.status_code == 403
    other = ground.house.seat(Role.OWNER)
    assert desk.client.post("/console/sign-out", data={"token": other.token("/console/account")})
    assert desk.get("/console/account").status_code == 200


def test_the_console_is_served_from_the_list_of_doors_alone() -> None:
    folder = Path(__file__).parents[3] / "src" / "dangol" / "server" / "console"
    for file in folder.glob("*.py"):
        text = file.read_text("utf-8")
        assert file.name == "doors.py" or "@route" not in text, file.name
        is_road = file.name in ("access.py", "sessions.py", "entrance.py", "doors.py")
        assert is_road or ".cookies.get(" not in text, file.name
