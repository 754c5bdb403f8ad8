"""Signing in: who knows the password is in, who guesses is held up, and a changed password ends
every other session and its stream within a second."""

import time
from collections.abc import Callable

from tests.server.conftest import Server, create_shop
from tests.server.console.conftest import HASHED, PASSWORD, Desk, House, text_of

from dangol.store.operators import Operators, Role
from dangol.store.record import open_record


def test_whoever_knows_the_password_is_in_and_goes_where_they_wanted(house: House) -> None:
    owner, desk = house.hire(Role.OWNER), house.desks()
    asked = desk.get("/console/team")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/console/sign-in?next=/console/team"
    done = desk.sign_in(owner.email.upper(), next="/console/team")
    assert done.headers["location"] == "/console/team"
    assert owner.name in desk.get("/console/team").text


def test_nobody_is_sent_to_another_site_after_signing_in(house: House) -> None:
    owner = house.hire(Role.OWNER)
    for there in ("https://evil.example", "//evil.example", "/console/../x", "javascript:alert(1)"):
        done = house.desks().sign_in(owner.email, next=there)
        assert done.headers["location"] == "/console/inbox", there


def test_a_wrong_password_and_an_unknown_address_are_told_alike(house: House) -> None:
    owner, desk = house.hire(Role.OWNER), house.desks()
    wrong = desk.sign_in(owner.email, "not the password")
    unknown = desk.sign_in("nobody-here@shop.example", "not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert text_of(wrong.text).split() == text_of(unknown.text).split()
    assert desk.get("/console/inbox").status_code == 303


def test_cookies_are_out_of_reach_and_secure_behind_https(
    house: House, start_server: Callable[..., Server]
) -> None:
    owner = house.hire(Role.OWNER)
    plain = house.desks().sign_in(owner.email).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/console"} <= set(plain.split("; "))
    assert "Secure" not in plain
    server = start_server(DANGOL_PUBLIC_URL="https://chat.shop.example")
    import httpx

    with httpx.Client(base_url=server.url) as client:
        other = House(create_shop(server), lambda: Desk(server, client))
        token = Desk(server, client).get("/console/sign-in")
        assert "Secure" in token.headers["set-cookie"].split("; ")
        secret = token.headers["set-cookie"].split("=", 1)[1].split(";")[0]
        form = {"email": other.hire(Role.OWNER).email, "password": PASSWORD}
        form["token"] = text_token(token.text)
        done = client.post(
            "/console/sign-in", data=form, headers={"cookie": f"dangol_before={secret}"}
        )
        assert done.status_code == 303
        assert "Secure" in done.headers["set-cookie"].split("; ")


def text_token(page: str) -> str:
    return page.split('name="token" value="')[1][:64]


def test_whoever_guesses_is_held_up_even_with_the_right_password(
    start_server: Callable[..., Server],
) -> None:
    import httpx

    server = start_server()
    with httpx.Client(base_url=server.url, timeout=60) as client:
        desk = Desk(server, client)
        owner = House(create_shop(server), lambda: desk).hire(Role.OWNER)
        told = [desk.sign_in(owner.email, f"guess {n}").status_code for n in range(12)]
        assert told == [422] * 10 + [429] * 2
        assert desk.sign_in(owner.email).status_code == 429
        assert desk.get("/console/inbox").status_code == 303


def test_signing_out_ends_the_session_and_not_only_the_cookie(house: House) -> None:
    desk = house.seat(Role.OPERATOR)
    kept = desk.client.cookies["dangol_console"]
    assert desk.post("/console/sign-out").status_code == 303
    again = house.desks()
    again.client.cookies.set("dangol_console", kept)
    assert again.get("/console/inbox").status_code == 303


def test_a_changed_password_ends_other_sessions_and_their_stream_within_a_second(
    house: House,
) -> None:
    desk = house.seat(Role.OPERATOR)
    operator, record = house.people["operator"], open_record(house.shop.server.database_url)
    try:
        with desk.client.stream("GET", "/console/stream") as stream:
            assert stream.status_code == 200
            lines = stream.iter_lines()
            assert next(lines).startswith("retry")
            with record.writing() as connection:
                rows = Operators(connection, house.shop.workspace_id)
                rows.change_password(operator.operator_id, HASHED, now=operator.created_at)
            began_s = time.monotonic()
            said = [line for line in lines if line.startswith("event")]
            assert time.monotonic() - began_s < 1
            assert said == ["event: ended"]
    finally:
        record.close()
    assert desk.get("/console/inbox").status_code == 303
    assert desk.get("/console/inbox", **{"hx-request": "true"}).status_code == 401


def test_who_changes_their_own_password_stays_and_everybody_else_is_out(house: House) -> None:
    desk, other = house.seat(Role.OPERATOR), house.desks()
    email = house.people["operator"].email
    other.sign_in(email)
    new = "another moon over the shop"
    for wrong, said in ((("nope", new), 422), ((PASSWORD, "short"), 422), ((PASSWORD, email), 422)):
        answer = desk.post("/console/account/password", password=wrong[0], new_password=wrong[1])
        assert answer.status_code == said
    done = desk.post("/console/account/password", password=PASSWORD, new_password=new)
    assert done.status_code == 303
    assert desk.get("/console/inbox").status_code == 200
    assert other.get("/console/inbox").status_code == 303
    assert house.desks().sign_in(email).status_code == 422
    assert house.desks().sign_in(email, new).status_code == 303


def test_an_address_of_two_shops_chooses_one(house: House, neighbour: House) -> None:
    email = house.hire(Role.OWNER).email
    neighbour.hire(Role.OPERATOR, email)
    desk = house.desks()
    asked = desk.sign_in(email)
    assert asked.status_code == 422 and neighbour.shop.workspace_id in asked.text
    assert desk.sign_in(email, workspace=neighbour.shop.workspace_id).status_code == 303
    assert "옆집 상점" in desk.get("/console/inbox").text


def test_a_stream_does_not_hold_up_the_end_of_the_server(
    start_server: Callable[..., Server],
) -> None:
    import httpx

    server = start_server()
    with httpx.Client(base_url=server.url, timeout=60) as client:
        house = House(create_shop(server), lambda: Desk(server, client))
        desk = house.seat(Role.OWNER)
        with desk.client.stream("GET", "/console/stream") as stream:
            lines = stream.iter_lines()
            next(lines)
            began_s = time.monotonic()
            assert server.stop() == 0
            assert time.monotonic() - began_s < 10


def test_pages_come_with_a_strict_policy_and_are_kept_nowhere(house: House) -> None:
    desk = house.seat(Role.OWNER)
    policies: set[str] = set()
    for path in ("/console/sign-in?lang=en", "/console/inbox", "/console/team", "/console/replies"):
        answer = desk.get(path)
        headers = answer.headers
        assert headers["cache-control"] == "no-store"
        policy = headers.get("content-security-policy", "")
        if answer.status_code == 200:
            policies.add(policy)
            assert policy.startswith("default-src 'none'; script-src 'nonce-")
            assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
            nonce = policy.split("'nonce-")[1].split("'")[0]
            assert answer.text.count("<script") == answer.text.count(
                f'<script nonce="{nonce}" src='
            )
            assert " style=" not in answer.text and " onclick=" not in answer.text
    assert len(policies) == 3, "every page has a nonce of its own"
