"""Every route of the router, for every kind of caller of this workspace and of its neighbour, with
their own ids, the neighbour's, and none that exist: nothing of a workspace is told to, or changed
by, who is not of it.

The routes are read from the running application's own router. One that is not in `CASES`, or not
in the console's, fails.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest
from tests.server.chat.conftest import HERE, Browser
from tests.server.chat.test_socket import signed
from tests.server.conftest import Server, basic, create_shop, server
from tests.server.console.conftest import Desk, House, Visitor, console_client
from tests.server.console.test_doors import CASES as DOORS
from tests.server.console.test_doors import NOBODY, ask
from tests.server.meetings.desk import Booking, all_meetings, book

from dangol.server.app import create_app
from dangol.server.openapi import BATCH_PATHS, SINGLE_PATHS, openapi_document
from dangol.server.settings import Settings
from dangol.store.operators import Role

__all__ = ["server"]

SIDES = ("ours", "theirs")
KEYS = ("browser key", "server key")
CALLERS = (
    (NOBODY, ""),
    *((key, side) for side in SIDES for key in KEYS),
    *((role.value, side) for side in SIDES for role in Role),
)
"""What each has, and of which workspace."""
SENT, ASKED, OPEN = "an event", "a chat", "anything"
MEETING = "a meeting's page"
CASES: Mapping[str, str] = {
    **{f"POST {path}": SENT for paths in SINGLE_PATHS.values() for path in paths},
    **{f"POST {path}": SENT for path in BATCH_PATHS},
    "POST /v1/chat/frames": ASKED,
    "SOCKET /v1/chat/socket": ASKED,
    "GET /v1/chat/config": ASKED,
    "GET /v1/projects/{key}/settings": ASKED,
    "GET /health": OPEN,
    "GET /ready": OPEN,
    "GET /metrics": OPEN,
    "GET /openapi.json": OPEN,
    "GET /dangol.js": OPEN,
    "GET /dangol-alias.js": OPEN,
    "GET /m/{id}": MEETING,
    "POST /m/{id}": MEETING,
}
"""What each route takes, beside those of the console."""
NONSENSE = "nothing-of-that-id"
SECRET = {"ours": "dalbit-7f3a", "theirs": "byeolbit-9c1e"}
"""In everything that one side holds."""


class Side(NamedTuple):
    """One workspace, and what of it nobody else may see."""

    house: House
    visitor: Visitor
    customer: str
    desks: dict[str, Desk]
    booking: Booking

    def key(self, what: str) -> str:
        shop = self.house.shop
        return {"browser key": shop.browser_key, "server key": shop.server_key}.get(what, "")

    def thing(self, kind: str, secret: str) -> str:
        """The id of something of this workspace; of what a door may do away with, a new one."""
        if kind == "conversation":
            return self.visitor.conversation_id
        if kind == "operator":
            return self.house.hire(Role.OPERATOR, name=secret).operator_id
        if kind == "reply":
            before = self.replies()
            self.desks["owner"].post("/console/replies", title=secret, text=secret)
            (made,) = self.replies() - before
            return made
        return "console.css" if kind == "file" else ""

    def replies(self) -> set[str]:
        return {row[0] for row in self.house.shop.rows("saved_replies", "reply_id")}

    def planted(self) -> list[Any]:
        """What nobody else may change."""
        shop = self.house.shop
        talks = shop.rows("conversations", "conversation_id", "state", "operator_id", "last_seq")
        people = shop.rows("operators", "operator_id", "role", "disabled_at", "password_hash")
        texts = shop.rows("saved_replies", "reply_id", "title", "text")
        talk = [row for row in talks if row[0] == self.visitor.conversation_id]
        return [talk, people, texts, all_meetings(shop)]


class Ground(NamedTuple):
    """Two workspaces of one server."""

    server: Server
    sides: dict[str, Side]
    nobody: Desk


def furnished(server: Server, stack: ExitStack, side: str) -> Side:
    """A workspace with its secret in everything."""
    secret = SECRET[side]

    def desk() -> Desk:
        return Desk(server, stack.enter_context(console_client(server)))

    house = House(create_shop(server), desk)
    customer = f"customer of {side}"  # callers of the other side say it too, so it is no secret
    visitor = house.visitor(f"사람 바꿔주세요 {secret}")
    goods = {"product_id": secret, "name": secret, "price": 1000, "quantity": 1, "order_id": secret}
    visitor.track(
        {"type": "identify", "traits": {"email": f"{secret}@shop.example", "name": secret}},
        {"type": "track", "event": "Order Completed", "properties": goods},
        {"type": "track", "event": "Product Added", "properties": goods},
        user_id=customer,
    )
    desks = {role.value: house.seat(role, secret) for role in Role}
    talk = visitor.conversation_id
    booking = book(house.shop, f"someone@{secret}.example", conversation_id=talk)
    made = Side(house, visitor, customer, desks, booking)
    made.thing("reply", secret)
    return made


@pytest.fixture(scope="module")
def ground(server: Server) -> Iterator[Ground]:
    with ExitStack() as stack:
        sides = {side: furnished(server, stack, side) for side in SIDES}
        yield Ground(server, sides, Desk(server, stack.enter_context(console_client(server))))


def routes() -> list[str]:
    """Method and path of everything that the application serves."""
    found: set[str] = set()
    for route in create_app(Settings(playbooks=None)).routes:
        path = route.path.replace("{id:str}", "{id}").replace("{key:str}", "{key}")
        methods = set(getattr(route, "methods", ())) - {"OPTIONS", "HEAD"}
        found |= {f"{method} {path}" for method in methods or {"SOCKET"}}
    return sorted(found)


def test_every_route_has_a_case_and_every_case_a_route() -> None:
    assert routes() == sorted([*CASES, *DOORS])


def test_every_documented_operation_is_a_route() -> None:
    paths = openapi_document()["paths"]
    told = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert told <= set(routes())


def other(side: str) -> str:
    return "theirs" if side == "ours" else "ours"


def hello_of(key: str, side: Side | None) -> dict[str, Any]:
    """A first frame with everything that opens a conversation of that side."""
    hello: dict[str, Any] = {"t": "hello", "v": 1, "key": key or NONSENSE, "lang": "ko", "seq": 0}
    if side is None:
        ids = dict.fromkeys(("anonymousId", "ticket", "conversationId", "token"), NONSENSE)
        return hello | ids | {"userId": NONSENSE}
    return hello | {
        "anonymousId": side.visitor.anonymous_id,
        "ticket": side.visitor.ticket,
        "conversationId": side.visitor.conversation_id,
        "userId": side.customer,
        "token": signed(side.house.shop, side.customer),
    }


def asked(ground: Ground, route: str, caller: str, side: str, of: str) -> httpx.Response:
    """What the caller is answered at that route, of things of `of`: a side, or nothing known."""
    method, path = route.split(" ")
    key = ground.sides[side].key(caller) if side else ""
    desk = ground.sides[side].desks.get(caller, ground.nobody) if side else ground.nobody
    their = ground.sides.get(of)
    headers = {"authorization": basic(key)} if key else {}
    about = their.key("browser key") if their else NONSENSE
    match CASES[route]:
        case "an event":
            call = {"type": "track", "event": f"by {caller} of {side}", "messageId": uuid4().hex}
            call |= {"userId": their.customer if their else NONSENSE, "previousId": NONSENSE}
            call |= {"anonymousId": their.visitor.anonymous_id if their else NONSENSE}
            call |= {"groupId": "x", "writeKey": key}
            body = {"batch": [call]} if path in BATCH_PATHS else call
            headers["x-strict-mode"] = "1"
            return desk.client.post(path, json=body, headers=headers)
        case "a chat" if method == "POST":
            frames = [{"t": "send", "clientId": uuid4().hex, "text": "안녕하세요"}]
            frames.append({"t": "read", "seq": 1})
            body = {"hello": hello_of(key, their), "frames": frames if their else []}
            return desk.client.post(path, json=body, headers=headers | {"origin": HERE})
        case "a chat":
            where = path.replace("{key}", about)
            return desk.client.get(where, params={"key": about}, headers=headers)
        case "a meeting's page":
            where = path.replace("{id}", forged(ground, side, of))
            form = {"act": "cancel", "form": NONSENSE, "version": "0"}
            return desk.client.request(method, where, headers=headers, data=form)
        case _:
            return desk.client.get(path, headers=headers)


def forged(ground: Ground, side: str, of: str) -> str:
    """What opens the page of `of`'s meeting, signed as far as somebody of `side` knows how."""
    if of not in SIDES:
        return NONSENSE
    wanted = urlsafe_b64decode(ground.sides[of].booking.token)
    known = urlsafe_b64decode(ground.sides[side].booking.token) if side else bytes(48)
    return urlsafe_b64encode(wanted[:32] + known[32:]).decode()


@pytest.mark.parametrize("route", [one for one in CASES if not one.startswith("SOCKET")])
def test_a_route_tells_nobody_what_is_not_theirs(ground: Ground, route: str) -> None:
    kind = CASES[route]
    before = {side: all_meetings(ground.sides[side].house.shop) for side in SIDES}
    for caller, side in CALLERS:
        has_key = caller in KEYS
        for of in (*SIDES, NONSENSE):
            answer = asked(ground, route, caller, side, of)
            where = f"{route} as {caller} of {side or 'nobody'}, of {of}: {answer.status_code}"
            told = answer.text + str(answer.headers)
            for one in SIDES:
                is_own = caller == "browser key" and one == of == side
                shows = is_own and route == "POST /v1/chat/frames"
                shows = shows or (kind == MEETING and one == of == side)
                assert (SECRET[one] in told) is shows, where
            if kind == OPEN:
                assert answer.status_code == 200, where
            elif kind == SENT:
                assert answer.status_code == (200 if has_key else 401), where
            elif kind == MEETING:  # whoever has the address may look, and change by its own form
                refused = 200 if route.startswith("GET") else 403
                assert answer.status_code == (refused if of == side else 404), where
            elif route == "POST /v1/chat/frames":
                assert answer.status_code == (200 if caller == "browser key" else 401), where
            else:  # what a page may know of a shop follows from the browser key in the page alone
                refused = 404 if "settings" in route else 401
                assert answer.status_code == (refused if of == NONSENSE else 200), where
    assert {side: all_meetings(ground.sides[side].house.shop) for side in SIDES} == before


@pytest.mark.parametrize("side", SIDES)
def test_a_server_key_is_no_id_for_a_page(ground: Ground, side: str) -> None:
    key = ground.sides[side].key("server key")
    client = ground.nobody.client
    assert client.get(f"/v1/projects/{key}/settings").status_code == 404
    assert client.get("/v1/chat/config", params={"key": key}).status_code == 401


@pytest.mark.parametrize(("caller", "side"), CALLERS)
def test_the_socket_tells_nobody_what_is_not_theirs(ground: Ground, caller: str, side: str) -> None:
    key = ground.sides[side].key(caller) if side else ""
    for of in (*SIDES, NONSENSE):
        browser = Browser(ground.sides["ours"].house.shop)
        with browser.stack:
            browser.open()
            browser.tell(hello_of(key, ground.sides.get(of)))
            if caller != "browser key":
                code, frames = browser.closed_with()
                assert code == 4401, (of, frames)
            else:
                frames = [browser.next()]
                browser.tell({"t": "ping"})
                while frames[-1]["t"] != "pong":
                    frames.append(browser.next())
            for one in SIDES:
                shows = caller == "browser key" and one == of == side
                assert (SECRET[one] in str(frames)) is shows, (caller, side, of)


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_door_of_the_console_shows_and_changes_nothing_of_the_neighbour(
    ground: Ground, door: str
) -> None:
    case = DOORS[door]
    for side in SIDES:
        theirs = ground.sides[other(side)]
        before = theirs.planted()
        thing = theirs.thing(case.thing, SECRET[other(side)]) if case.thing != "file" else NONSENSE
        if case.thing in ("reply", "operator"):
            before = theirs.planted()
        for caller, at in CALLERS:
            if at not in ("", side):
                continue
            desk = ground.sides[side].desks.get(caller, ground.nobody)
            if door == "POST /console/sign-out" and caller in case.roles:
                continue
            key = ground.sides[side].key(caller)
            desk.client.headers["authorization"] = basic(key) if key else ""
            is_in = caller in ground.sides[side].desks
            token = desk.token("/console/account" if is_in else "/console/sign-in")
            answer = ask(desk, door, thing, token)
            where = f"{door} as {caller} of {side}: {answer.status_code}"
            assert SECRET[other(side)] not in answer.text + str(answer.headers), where
            assert is_in or SECRET[side] not in answer.text, where
            assert answer.status_code < 500, where
            if case.thing and caller in case.roles:
                assert answer.status_code == 404, where
            if not is_in and NOBODY not in case.roles:
                assert answer.status_code in (303, 401), where
        assert theirs.planted() == before, door


@pytest.mark.parametrize("door", sorted(one for one in DOORS if DOORS[one].thing))
def test_a_door_opens_to_whom_it_should_for_what_is_theirs(ground: Ground, door: str) -> None:
    case, ours = DOORS[door], ground.sides["ours"]
    for caller in Role:
        desk = ours.desks[caller.value]
        answer = ask(
            desk, door, ours.thing(case.thing, SECRET["ours"]), desk.token("/console/account")
        )
        where = f"{door} as {caller}: {answer.status_code}"
        if caller.value not in case.roles:
            assert answer.status_code == 403, where
        else:
            assert answer.status_code in (200, 204, 303), where
            if door.startswith("GET") and case.thing == "conversation":
                assert SECRET["ours"] in answer.text, where


def test_what_a_caller_sent_stands_in_their_own_workspace_alone(ground: Ground) -> None:
    for side in SIDES:
        names = {name for (name,) in ground.sides[side].house.shop.rows("events", "name")}
        marks = {name for name in names if name.startswith("by ")}
        assert marks <= {f"by {key} of {side}" for key in KEYS}
        rows = ground.sides[side].house.shop.rows("identifiers", "identifier", "person_id")
        known = str([row[0] for row in rows])
        assert f"v:{ground.sides[side].customer}" in known
