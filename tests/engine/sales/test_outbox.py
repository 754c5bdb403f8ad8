"""What waits is brought: at once, again when it fails, and is dead when it fails too often."""

import sqlite3
import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError
from tests.engine.sales.outbox_desk import NOW, Desk, desk
from tests.outside import CUT, Call, Outside, Reply, outside

from dangol.engine.sales import outbox
from dangol.engine.sales.delivery import Kind
from dangol.engine.sales.forgetting import AT_ONCE, KEPT_DAYS, MOST_FORGOTTEN, forget_old
from dangol.engine.sales.outbox import (
    FIRST_WAIT_US,
    LEASE_US,
    LONGEST_WAIT_US,
    MOST_ATTEMPTS,
    Outbox,
    wait_us,
)
from dangol.store import sqlite
from dangol.store.deliveries import replay_dead
from dangol.store.destinations import read_destination
from dangol.store.record import open_record
from dangol.store.schema_sales import deliveries
from dangol.terms.instants import HOUR_US, Instant

__all__ = ["desk"]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def hook(desk: Desk) -> Iterator[Outside]:
    """A webhook's server, and the destination that leads there."""
    with outside() as system:
        desk.allowed = frozenset([system.place])
        desk.add(Kind.WEBHOOK, SECRET, url=f"{system.url}/hook")
        yield system


def test_a_webhook_comes_signed_so_that_the_library_of_the_other_side_takes_it(
    desk: Desk, hook: Outside
) -> None:
    desk.put(Kind.WEBHOOK, {"type": "lead.qualified", "who": "민아"})
    assert desk.bring() == 1
    (call,) = hook.calls
    assert (call.method, call.path) == ("POST", "/hook")
    assert Webhook(SECRET).verify(call.body, call.headers)["who"] == "민아"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(call.body + b" ", call.headers)
    assert desk.states() == [("sent", "")]
    assert desk.counted == [("webhook", "sent")]
    assert desk.bring() == 0


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(500), "http_500"),
        (Reply(404), "http_404"),
        (Reply(429), "http_429"),
        (Reply(302, headers={"location": "http://127.0.0.1:9/"}), "http_302"),
        (CUT, "cut_off"),
        (Reply(200, b"x" * 1_100_000), "too_large"),
    ],
)
def test_what_fails_comes_again_with_the_same_id(
    desk: Desk, hook: Outside, reply: Reply, problem: str
) -> None:
    hook.answers = [reply]
    desk.put(Kind.WEBHOOK, {})
    desk.bring()
    assert desk.states() == [("waiting", problem)]
    assert desk.bring() == 0
    desk.wait(FIRST_WAIT_US / 1e6)
    assert desk.bring() == 1
    assert desk.states() == [("sent", "")]
    first, second = hook.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert Webhook(SECRET).verify(second.body, second.headers) == {}
    assert desk.counted == [("webhook", "failed"), ("webhook", "sent")]


def test_who_asks_to_wait_is_not_called_before_for_anybody(desk: Desk, hook: Outside) -> None:
    hook.answers = [Reply(429, headers={"retry-after": "90"})]
    desk.put(Kind.WEBHOOK, {}, key="a", person="p")
    box = desk.outbox()
    box.bring_due()
    desk.put(Kind.WEBHOOK, {}, key="b", person="q")
    desk.wait(89)
    assert box.bring_due() == 0
    desk.wait(2)
    assert box.bring_due() == 2
    assert [state for state, _ in desk.states()] == ["sent", "sent"]


def test_who_has_gone_gets_nothing_more(desk: Desk, hook: Outside) -> None:
    hook.answers = [Reply(410)]
    desk.put(Kind.WEBHOOK, {}, key="a")
    desk.bring()
    desk.wait(1)
    desk.put(Kind.WEBHOOK, {}, key="b")
    desk.bring()
    assert desk.states() == [("dead", "gone"), ("waiting", "")]
    assert len(hook.calls) == 1
    with desk.record.reading() as connection:
        found = read_destination(connection, desk.shop.workspace_id, "d-webhook")
    assert found is not None and not found.is_active


def test_what_always_fails_is_dead_within_two_days_and_can_be_replayed(
    desk: Desk, hook: Outside
) -> None:
    hook.usual = lambda _: Reply(503)
    desk.put(Kind.WEBHOOK, {"n": 1})
    for _ in range(MOST_ATTEMPTS):
        assert desk.states()[0][0] == "waiting"
        assert desk.bring() == 1
        desk.wait(LONGEST_WAIT_US / 1e6)
    assert desk.states() == [("dead", "http_503")]
    assert desk.bring() == 0
    assert desk.counted[-1] == ("webhook", "dead")
    hook.usual = lambda _: Reply(200)
    with desk.record.writing() as connection:
        assert replay_dead(connection, desk.shop.workspace_id, Instant(desk.now)) == 1
    desk.bring()
    assert desk.states() == [("sent", "")]
    assert len({call.headers["webhook-id"] for call in hook.calls}) == 1


def test_the_waits_grow_and_last_about_a_day() -> None:
    every = [wait_us(attempt, 0, 0.5) for attempt in range(1, MOST_ATTEMPTS)]
    assert every == sorted(every)
    assert 16 * HOUR_US < sum(every) < 30 * HOUR_US


@given(st.integers(1, 20), st.integers(0, 86_400_000_000), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_never_less_than_asked_nor_more_than_its_bound(
    attempts: int, after_us: int, chance: float
) -> None:
    waited = wait_us(attempts, after_us, chance)
    assert after_us <= waited <= max(after_us, LONGEST_WAIT_US)


def test_of_many_that_failed_together_few_come_back_together() -> None:
    waits = {wait_us(5, 0, number / 100) // 10_000_000 for number in range(100)}
    assert len(waits) > 90


def test_what_a_dead_server_had_under_way_is_anothers_when_its_lease_ends(
    desk: Desk, hook: Outside
) -> None:
    go_on = Event()
    hook.answers = [Reply(200, waits_for=go_on)]
    desk.put(Kind.WEBHOOK, {})
    first, second = desk.outbox(), desk.outbox()
    bringing = Thread(target=first.bring_due)
    bringing.start()
    hook.wait_for(1)
    assert second.bring_due() == 0
    desk.wait(LEASE_US / 1e6)
    assert second.bring_due() == 1
    assert desk.states() == [("sent", "")]
    go_on.set()
    bringing.join(30)
    assert len({call.headers["webhook-id"] for call in hook.calls}) == 1
    assert len(hook.calls) == 2


def test_a_claim_that_lives_is_prolonged(desk: Desk, hook: Outside) -> None:
    go_on = Event()
    hook.answers = [Reply(200, waits_for=go_on)]
    box = desk.outbox()
    box.start()
    desk.put(Kind.WEBHOOK, {})
    hook.wait_for(1)
    until = desk.rows()[0].next_at
    desk.wait(LEASE_US / 2e6)
    while desk.rows()[0].next_at == until:
        Event().wait(0.05)
    desk.wait(LEASE_US / 2e6)
    assert desk.outbox().bring_due() == 0
    go_on.set()
    box.close()
    assert desk.states() == [("sent", "")]


def test_a_commit_is_followed_by_the_delivery_at_once(
    desk: Desk, hook: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit itself wakes whoever brings it: nobody looks by the clock here."""
    monkeypatch.setattr(outbox, "LOOK_S", 600.0)
    box = desk.outbox()
    box.start()
    for number in range(20):
        desk.put(Kind.WEBHOOK, {}, key=str(number), person=str(number))
        hook.wait_for(number + 1, most_s=10)
    box.close()
    assert {state for state, _ in desk.states()} == {"sent"}


def test_a_slow_destination_does_not_keep_the_others_waiting(desk: Desk, hook: Outside) -> None:
    go_on = Event()
    with outside(lambda _: Reply(200, waits_for=go_on)) as slow:
        desk.allowed |= {slow.place}
        desk.add(Kind.WEBHOOK, SECRET, name="slow", url=slow.url)
        for number in range(30):
            desk.put(Kind.WEBHOOK, {}, key=str(number), person=str(number), to="d-slow")
        box = desk.outbox()
        box.start()
        slow.wait_for(3)
        for number in range(10):
            desk.put(Kind.WEBHOOK, {}, key=str(number), person=str(number))
        hook.wait_for(10)
        assert len(slow.calls) == 3
        go_on.set()
        slow.wait_for(30)
        box.close()


def test_what_is_meant_for_any_of_a_kind_waits_until_there_is_one(
    desk: Desk, hook: Outside
) -> None:
    desk.put(Kind.SLACK, {"text": "hello"}, to="")
    desk.bring()
    assert desk.states() == [("waiting", "no_destination")]
    desk.add(Kind.SLACK, f"{hook.url}/services/T0/B0/x")
    desk.wait(FIRST_WAIT_US / 1e6)
    desk.bring()
    assert desk.states() == [("sent", "")]
    assert hook.calls[0].path == "/services/T0/B0/x"


def test_a_secret_of_another_key_waits_and_is_named(
    desk: Desk, hook: Outside, tmp_path: "object"
) -> None:
    from pathlib import Path

    (Path(str(tmp_path)) / "secret.key").unlink()
    desk.put(Kind.WEBHOOK, {})
    desk.bring()
    assert desk.states() == [("waiting", "setting.secret_unreadable")]
    assert hook.calls == []


def test_what_is_put_off_is_brought_at_its_time(desk: Desk, hook: Outside) -> None:
    desk.now = NOW + 3600 * 1_000_000
    desk.put(Kind.WEBHOOK, {})
    desk.now = NOW
    assert desk.bring() == 0
    desk.wait(3600)
    assert desk.bring() == 1


def test_what_was_brought_is_noted_when_the_record_is_back_and_not_brought_twice(
    desk: Desk, hook: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process holds the record just when the answer comes, for longer than we wait."""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
    monkeypatch.setattr(outbox, "LOOK_S", 0.05)
    file = str(desk.record.engine.url.database)
    desk.put(Kind.WEBHOOK, {})
    own = Desk(open_record(f"sqlite:///{file}"), desk.shop, allowed=desk.allowed)
    holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)

    def holds(_: Call) -> Reply:
        holder.execute("BEGIN IMMEDIATE")
        return Reply(200)

    hook.answers = [holds]
    bringing = Thread(target=own.bring)
    bringing.start()
    hook.wait_for(1)
    bringing.join(1.0)
    assert bringing.is_alive()
    holder.execute("ROLLBACK")
    bringing.join(30)
    assert desk.states() == [("sent", "")]
    assert (len(hook.calls), own.counted) == (1, [("webhook", "sent")])
    holder.close()
    own.record.close()


def test_what_others_have_had_for_long_says_nothing_of_anybody_any_more(
    desk: Desk, hook: Outside
) -> None:
    desk.put(Kind.WEBHOOK, {"email": "kim@buyer.example"})
    assert desk.bring() == 1
    desk.wait(KEPT_DAYS * 86_400 - 1)
    assert forget_old(desk.record, Instant(desk.now)) == 0
    desk.wait(2)
    box = desk.outbox()
    box.start()
    ends_s = time.monotonic() + 30
    while any(row.payload for row in desk.rows()) and time.monotonic() < ends_s:
        time.sleep(0.02)
    box.close()
    assert [(row.key, row.state.value, row.payload) for row in desk.rows()] == [("k", "sent", b"")]
    assert not desk.put(Kind.WEBHOOK, {"email": "kim@buyer.example"})
    assert len(hook.calls) == 1


def test_what_is_forgotten_at_once_has_a_bound_and_ends_when_it_is_to_end(desk: Desk) -> None:
    desk.put(Kind.WEBHOOK, {"email": "kim@buyer.example"})
    with desk.record.writing() as connection:
        (one,) = connection.execute(select(deliveries)).mappings()
        told = {**one, "state": "sent", "done_at": desk.now}
        copies = [
            told | {"delivery_id": f"{n}", "key": f"{n}"} for n in range(MOST_FORGOTTEN + AT_ONCE)
        ]
        connection.execute(insert(deliveries), copies)
    desk.wait((KEPT_DAYS + 1) * 86_400)
    now, asked = Instant(desk.now), iter([False, True])
    assert forget_old(desk.record, now, is_over=lambda: next(asked)) == AT_ONCE
    assert forget_old(desk.record, now, is_over=lambda: True) == 0
    assert forget_old(desk.record, now) == MOST_FORGOTTEN
    assert forget_old(desk.record, now) == 0


def test_an_outbox_that_never_started_can_be_closed(desk: Desk) -> None:
    box: Outbox = desk.outbox()
    box.close()
