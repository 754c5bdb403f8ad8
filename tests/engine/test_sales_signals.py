"""Buyers are noticed the same live, on a real record, and in rehearsal; and who claims a company
learns nothing of it.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.streams import START, call_of, playbooks
from tests.engine.test_live import Shop, open_shop, told
from tests.postgres import postgres_server, postgres_url

from dangol.decide.intent_prior import prior_intent
from dangol.decide.opportunity import Decision, Silence, Verdict
from dangol.decide.playbook import Playbook
from dangol.decide.recipes import RECIPES, SALES_RECIPES, read_recipes
from dangol.engine.live import LOOK_US, policy_of
from dangol.engine.path import DecisionPath
from dangol.engine.playbooks import all_recipes, playbooks_on
from dangol.engine.rehearsal import Rehearsal, in_file
from dangol.store.setups import replace_setups
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US, Instant

__all__ = ["postgres_server", "postgres_url"]

Stream = list[tuple[Instant, bytes]]
SALES = read_recipes("sales")


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest) -> Iterator[Shop]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with open_shop(SALES, url=url) as opened:
        yield opened


def page(at: int, path: str, anonymous_id: str = "desk", **more: Any) -> tuple[Instant, bytes]:
    """A page call so long after the start."""
    instant = Instant(START + at)
    properties = {"path": path}
    message_id = f"{path}-{at}-{anonymous_id}"
    more = {"call": "page", "properties": properties, "message_id": message_id, **more}
    return instant, call_of("", instant, anonymous_id=anonymous_id, **more)


def identify(at: int, name: str, email: str, **more: Any) -> tuple[Instant, bytes]:
    """An identify call with an address."""
    instant = Instant(START + at)
    message_id = f"i-{name}-{at}"
    more = {"call": "identify", "traits": {"email": email}, "message_id": message_id, **more}
    return instant, call_of("", instant, anonymous_id=name, user_id=f"u-{name}", **more)


def pass_time(company: Shop, until: Instant) -> None:
    """Every timer that falls due until then goes off when it does."""
    workspace_id = company.workspace.workspace_id
    while (due := company.record.read_next_due().get(workspace_id, until + 1)) <= until:
        company.tick(max(due, company.now))
    company.tick(until)


def walk(company: Shop, stream: Stream, *, is_vouched: bool = True) -> None:
    for instant, raw in stream:
        pass_time(company, instant)
        company.send(raw, is_vouched=is_vouched)


NAMES = ("kim", "lee", "park", "choi")
GAPS = [0, 5 * SECOND_US, 70 * SECOND_US, 4 * MINUTE_US, 20 * MINUTE_US, 2 * HOUR_US, 4 * DAY_US]


@st.composite
def buyers(draw: st.DrawFn) -> Stream:
    """A few people of two companies who read, begin forms and trials, and come back."""
    stream: Stream = []
    at = 0
    for number in range(draw(st.integers(1, 25))):
        at += draw(st.sampled_from(GAPS))
        name = draw(st.sampled_from(NAMES))
        instant = Instant(START + at)
        what = draw(st.sampled_from(["page", "page", "page", "track", "track", "who", "group"]))
        more: dict[str, Any] = {"message_id": f"m{number}", "anonymous_id": name}
        if draw(st.booleans()):
            more["user_id"] = draw(st.sampled_from([f"u-{name}", "u-shared"]))
        if what == "page":
            path = draw(
                st.sampled_from(["/", "/pricing", "/docs/a", "/case/b", "/demo", "/과정/1"])
            )
            raw = call_of("", instant, call="page", properties={"path": path}, **more)
        elif what == "track":
            event = draw(
                st.sampled_from(["Form Started", "Trial Started", "Page Hidden", "Demo Requested"])
            )
            properties = {"form_id": "demo"} if event == "Form Started" else {}
            raw = call_of(event, instant, properties=properties, **more)
        elif what == "who":
            email = f"{name}@{draw(st.sampled_from(['acme.co.kr', 'acme.co.kr', 'gmail.com']))}"
            raw = call_of("", instant, call="identify", traits={"email": email}, **more)
        else:
            raw = call_of(
                "", instant, call="group", groupId="g1", traits={"domain": "acme.co.kr"}, **more
            )
        stream.append((instant, raw))
    return stream


@settings(max_examples=25, deadline=None)
@given(buyers())
def test_live_and_rehearsal_notice_the_same(stream: Stream) -> None:
    recipes = playbooks_of_both(exploration_ratio=0.5)
    with open_shop(recipes) as company:
        sell(company)
        walk(company, stream)
        pass_time(company, Instant(stream[-1][0] + 7 * DAY_US))
        path = DecisionPath(policy_of(company.workspace), recipes, prior_intent)
        decisions: list[Decision] = []
        rehearsal = Rehearsal(path, on_decision=decisions.append)
        rehearsal.run(enumerate(raw for _, raw in stream), in_file("stream"))
        rehearsal.finish()
        assert told(company.decisions) == told(decisions)


def playbooks_of_both(**changes: Any) -> tuple[Playbook, ...]:
    """The recipes of both motions with these changes."""
    recipes = (*playbooks(), *SALES)
    return tuple(msgspec.structs.replace(one, **changes) for one in recipes)


def sell(company: Shop) -> None:
    """The workspace has a set-up from now on."""
    with company.record.writing() as connection:
        replace_setups(connection, company.workspace.workspace_id, {"slots": ""}, company.now)


def signals(company: Shop) -> list[str]:
    return [one.signal.split("@")[0] for one in company.decisions]


def test_the_price_seen_again_is_noticed(company: Shop) -> None:
    walk(
        company, [page(0, "/pricing"), page(MINUTE_US, "/docs/a"), page(2 * MINUTE_US, "/pricing")]
    )
    assert signals(company) == ["pricing_interest"]
    assert company.decisions[0].verdict is not Verdict.SILENT


def test_a_form_that_is_left_is_noticed_by_a_timer(company: Shop) -> None:
    walk(company, [page(0, "/contact")])
    begun = call_of(
        "Form Started",
        Instant(START + SECOND_US),
        anonymous_id="desk",
        context={"page": {"path": "/contact"}},
    )
    company.send(begun)
    pass_time(company, Instant(START + HOUR_US))
    assert signals(company) == ["demo_form_abandoned"]


def test_a_stalled_trial_is_silent_until_somebody_is_there_to_see_it(company: Shop) -> None:
    company.send(call_of("Trial Started", START, user_id="kim", anonymous_id="desk"))
    pass_time(company, Instant(START + 5 * DAY_US))
    assert [(one.verdict, one.reason) for one in company.decisions] == [
        (Verdict.SILENT, Silence.AWAY)
    ]
    company.send(page(5 * DAY_US, "/", user_id="kim")[1])
    assert signals(company) == ["trial_stalled", "trial_stalled"]
    assert company.decisions[1].verdict is not Verdict.SILENT


def test_several_people_of_one_company_are_noticed_with_the_one_who_comes_last(
    company: Shop,
) -> None:
    stream = [
        identify(0, "kim", "kim@acme.co.kr"),
        identify(DAY_US, "lee", "lee@ACME.co.kr"),
        identify(2 * DAY_US, "kim", "kim@acme.co.kr"),
        identify(3 * DAY_US, "yoo", "yoo@gmail.com"),
        identify(4 * DAY_US, "park", "park@acme.co.kr"),
    ]
    walk(company, stream)
    assert signals(company) == ["account_surge"]
    assert company.decisions[0].instant == stream[-1][0]


def test_who_came_long_ago_counts_no_more(company: Shop) -> None:
    walk(
        company,
        [
            identify(0, "kim", "kim@acme.co.kr"),
            identify(DAY_US, "lee", "lee@acme.co.kr"),
            identify(7 * DAY_US, "park", "park@acme.co.kr"),
        ],
    )
    assert not company.decisions


def test_one_person_on_three_devices_is_no_surge(company: Shop) -> None:
    """Known as one only later: two devices of a company turn out to be the same user's."""
    group = {"call": "group", "groupId": "acme", "traits": {"domain": "acme.co.kr"}}
    for number, device in enumerate(("phone", "desk")):
        company.send(call_of("", START, anonymous_id=device, message_id=f"g{number}", **group))
    for number, device in enumerate(("phone", "desk")):
        company.send(
            call_of("In", START, user_id="kim", anonymous_id=device, message_id=f"t{number}")
        )
    company.send(call_of("", START, anonymous_id="other", message_id="g9", **group))
    assert not company.decisions


def test_who_only_claims_a_company_is_told_nothing_and_counts_for_nobody(company: Shop) -> None:
    vouched = [identify(n, name, f"{name}@acme.co.kr") for n, name in enumerate(("kim", "lee"))]
    walk(company, vouched)
    for number in range(10):
        claim = identify(MINUTE_US + number, f"stranger{number}", f"x{number}@acme.co.kr")
        group = call_of(
            "",
            claim[0],
            call="group",
            anonymous_id=f"stranger{number}",
            message_id=f"g{number}",
            groupId="acme.co.kr",
        )
        company.now = claim[0]
        company.send(claim[1], group, is_vouched=False)
    assert not company.decisions
    rows = company.rows("company_people")
    assert sum(bool(row["is_vouched"]) for row in rows) == 2
    walk(company, [identify(HOUR_US, "park", "park@acme.co.kr")])
    assert signals(company) == ["account_surge"]
    late = identify(2 * HOUR_US, "stranger", "x@acme.co.kr")
    walk(company, [late], is_vouched=False)
    assert signals(company) == ["account_surge"]


def test_a_network_address_names_no_company(company: Shop) -> None:
    for number in range(4):
        context = {"ip": "211.234.1.1", "userAgent": "Mozilla"}
        raw = call_of(
            "",
            START,
            call="identify",
            anonymous_id=f"a{number}",
            user_id=f"u{number}",
            message_id=f"m{number}",
            context=context,
            traits={"domain": "211.234.1.1"},
        )
        company.send(raw)
    assert not company.decisions
    assert not company.rows("company_people")


def test_a_shop_keeps_its_eight_and_a_company_has_fourteen() -> None:
    names = [one.name for one in playbooks_on(all_recipes(), is_selling=False)]
    assert names == list(RECIPES)
    names = [one.name for one in playbooks_on(all_recipes(), is_selling=True)]
    assert names == [*RECIPES, *SALES_RECIPES]
    assert playbooks_on(SALES, is_selling=False) == SALES


def test_a_workspace_begins_to_listen_when_it_has_a_set_up() -> None:
    with open_shop(all_recipes()) as company:
        walk(company, [page(n * MINUTE_US, "/pricing", "desk") for n in range(3)])
        assert not company.decisions
        assert not company.rows("company_people")
        sell(company)
        company.tick(Instant(company.now + LOOK_US))
        begun = 10 * MINUTE_US
        walk(company, [page(begun + n * MINUTE_US, "/pricing", "desk") for n in range(3)])
        assert signals(company) == ["pricing_interest"]
