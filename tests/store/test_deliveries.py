"""What waits for others is brought once, in order, by one at a time; on both engines."""

from itertools import chain
from threading import Barrier, Thread

import pytest

from dangol.store.deliveries import (
    DeliveryRow,
    DeliveryState,
    add_delivery,
    claim_due,
    delivery_id_of,
    empty_sent,
    extend_leases,
    is_outdated,
    read_deliveries,
    read_delivery,
    read_next_at,
    replay_dead,
    settle_dead,
    settle_later,
    settle_sent,
)
from dangol.store.destinations import (
    DestinationRow,
    add_destination,
    read_destination,
    remove_destination,
    switch_destination,
)
from dangol.store.record import Record, open_record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant

NOW = Instant(1_793_000_000_000_000)
MINUTE = 60_000_000


def at(minutes: float) -> Instant:
    return Instant(NOW + int(minutes * MINUTE))


def row(
    shop: Workspace, key: str, *, person: str = "", to: str = "d1", asked: Instant = NOW
) -> DeliveryRow:
    return DeliveryRow(
        workspace_id=shop.workspace_id,
        delivery_id=delivery_id_of(shop.workspace_id, to, key, asked),
        person_id=person,
        destination_id=to,
        kind="webhook",
        key=key,
        payload=b"{}",
        state=DeliveryState.WAITING,
        attempts=0,
        next_at=asked,
        problem="",
        remote_id="",
        created_at=asked,
        done_at=Instant(0),
    )


def claim(record: Record, minutes: float, limit: int = 10, **more: object) -> list[DeliveryRow]:
    with record.writing() as connection:
        return claim_due(
            connection,
            now=at(minutes),
            until=at(minutes + 1),
            limit=limit,
            most_each=limit,
            **more,  # pyright: ignore[reportArgumentType]
        )


def add(record: Record, *rows: DeliveryRow) -> list[bool]:
    with record.writing() as connection:
        return [add_delivery(connection, one) for one in rows]


def keys(rows: list[DeliveryRow]) -> list[str]:
    return [one.key for one in rows]


def test_one_key_for_one_destination_is_one_delivery(record: Record, shop: Workspace) -> None:
    assert add(record, row(shop, "lead:1:1"), row(shop, "lead:1:1", asked=at(1))) == [True, False]
    assert add(record, row(shop, "lead:1:1", to="d2")) == [True]
    assert keys(claim(record, 5)) == ["lead:1:1", "lead:1:1"]


def test_what_is_claimed_is_nobody_elses_until_its_lease_ends(
    record: Record, shop: Workspace
) -> None:
    add(record, row(shop, "a"))
    (first,) = claim(record, 0)
    assert claim(record, 0.9) == []
    with record.writing() as connection:
        extend_leases(connection, [first], at(3))
    assert claim(record, 2.9) == []
    (second,) = claim(record, 3)
    assert (second.delivery_id, second.attempts) == (first.delivery_id, 2)
    with record.writing() as connection:
        assert not settle_sent(connection, first, "late", at(3))
        assert not settle_later(connection, first, "late", at(4))
        assert not settle_dead(connection, first, "late", at(4))
        assert settle_sent(connection, second, "r-1", at(3))
        found = read_delivery(connection, shop.workspace_id, second.delivery_id)
    assert found is not None and (found.state, found.remote_id) == (DeliveryState.SENT, "r-1")


def test_of_many_who_claim_at_once_each_delivery_has_one(
    record: Record, shop: Workspace, record_url: str
) -> None:
    add(record, *(row(shop, f"k{number:02}") for number in range(40)))
    barrier, taken = Barrier(4), [[] for _ in range(4)]

    def work(mine: list[str]) -> None:
        own = open_record(record_url)
        barrier.wait(30)
        while found := claim(own, 1, limit=3):
            mine += keys(found)
        own.close()

    threads = [Thread(target=work, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # Who found nothing because the others held all of it may have stopped early.
    taken.append(keys(claim(record, 1, limit=40)))
    assert sorted(chain.from_iterable(taken)) == [f"k{number:02}" for number in range(40)]


def test_what_is_about_one_person_keeps_its_order_at_each_destination(
    record: Record, shop: Workspace
) -> None:
    add(
        record,
        row(shop, "second", person="p", asked=at(1)),
        row(shop, "first", person="p"),
        row(shop, "other person", person="q", asked=at(2)),
        row(shop, "other place", person="p", to="d2", asked=at(2)),
        row(shop, "nobody 1", asked=at(2)),
        row(shop, "nobody 2", asked=at(2)),
    )
    found = claim(record, 5)
    assert sorted(keys(found)) == [
        "first",
        "nobody 1",
        "nobody 2",
        "other person",
        "other place",
    ]
    first = next(one for one in found if one.key == "first")
    with record.writing() as connection:
        settle_later(connection, first, "http_500", at(20))
    assert keys(claim(record, 5.5)) == []
    with record.writing() as connection:
        replayed = first._replace(attempts=1)
        assert settle_dead(connection, replayed, "http_400", at(6))
    assert "second" in keys(claim(record, 5.5))


def test_a_destination_that_is_off_or_left_out_gets_nothing(
    record: Record, shop: Workspace
) -> None:
    with record.writing() as connection:
        new = DestinationRow("d1", "webhook", "CRM", b"{}", b"", True, NOW)
        assert add_destination(connection, shop.workspace_id, new)
        again = new._replace(destination_id="d9")
        assert not add_destination(connection, shop.workspace_id, again)
        switch_destination(connection, shop.workspace_id, "d1", is_active=False, now=NOW)
    add(record, row(shop, "a"), row(shop, "b", to="d2"))
    assert claim(record, 1, without=[(shop.workspace_id, "d2")]) == []
    with record.writing() as connection:
        switch_destination(connection, shop.workspace_id, "d1", is_active=True, now=NOW)
    assert keys(claim(record, 1, without=[(shop.workspace_id, "d2")])) == ["a"]


def test_a_destination_that_goes_takes_what_waits_for_it_along(
    record: Record, shop: Workspace
) -> None:
    with record.writing() as connection:
        new = DestinationRow("d1", "webhook", "CRM", b"{}", b"", True, NOW)
        add_destination(connection, shop.workspace_id, new)
    add(record, row(shop, "a"), row(shop, "b"))
    with record.writing() as connection:
        assert remove_destination(connection, shop.workspace_id, "d1", NOW) == 2
        assert read_destination(connection, shop.workspace_id, "d1") is None
        dead = read_deliveries(connection, shop.workspace_id, state=DeliveryState.DEAD)
    assert sorted(keys(dead)) == ["a", "b"]


def test_what_is_dead_waits_again_when_it_is_replayed_with_the_same_id(
    record: Record, shop: Workspace
) -> None:
    add(record, row(shop, "a"), row(shop, "b"))
    for one in claim(record, 0):
        with record.writing() as connection:
            settle_dead(connection, one, "http_400", at(0))
    assert claim(record, 60) == []
    with record.reading() as connection:
        assert read_next_at(connection) is None
        dead = read_deliveries(connection, shop.workspace_id, state=DeliveryState.DEAD)
    with record.writing() as connection:
        assert replay_dead(connection, shop.workspace_id, at(60), dead[0].delivery_id) == 1
        assert replay_dead(connection, shop.workspace_id, at(60), dead[0].delivery_id) == 0
    (again,) = claim(record, 60)
    assert (again.delivery_id, again.attempts) == (dead[0].delivery_id, 1)
    with record.writing() as connection:
        assert replay_dead(connection, shop.workspace_id, at(60)) == 1


@pytest.mark.parametrize("is_newer_sent", [True, False])
def test_an_older_version_is_known_to_be_outdated(
    record: Record, shop: Workspace, is_newer_sent: bool
) -> None:
    add(record, row(shop, "lead:1:1"), row(shop, "lead:1:2", asked=at(1)), row(shop, "lead:12:9"))
    for one in claim(record, 5):
        if one.key != "lead:1:1" and (is_newer_sent or one.key != "lead:1:2"):
            with record.writing() as connection:
                settle_sent(connection, one, "", at(5))
    with record.reading() as connection:
        assert is_outdated(connection, row(shop, "lead:1:1")) is is_newer_sent


def test_a_commit_tells_whoever_brings_and_only_after_it(record: Record, shop: Workspace) -> None:
    heard: list[int] = []

    def hear() -> None:
        with record.reading() as connection:
            heard.append(len(read_deliveries(connection, shop.workspace_id)))

    record.on_enqueued = hear
    with record.writing() as connection:
        add_delivery(connection, row(shop, "a"))
        assert heard == []
    assert heard == [1]
    with record.writing() as connection:
        add_delivery(connection, row(shop, "a"))
    assert heard == [1]


def test_what_was_brought_is_emptied_after_a_while_and_its_key_still_makes_it_once(
    record: Record, shop: Workspace
) -> None:
    add(record, row(shop, "sent"), row(shop, "lately"), row(shop, "dead"), row(shop, "waits"))
    with record.writing() as connection:
        for one in claim_due(connection, now=at(0), until=at(1), limit=9, most_each=9):
            if one.key == "dead":
                settle_dead(connection, one, "http_400", at(0))
            elif one.key != "waits":
                settle_sent(connection, one, "r", at(0 if one.key == "sent" else 60))
    with record.writing() as connection:
        assert empty_sent(connection, at(60), 9) == 1
        assert empty_sent(connection, at(60), 9) == 0
        found = {one.key: one for one in read_deliveries(connection, shop.workspace_id)}
    assert {key: one.payload for key, one in found.items()} == {
        "sent": b"",
        "lately": b"{}",
        "dead": b"{}",
        "waits": b"{}",
    }
    assert (found["sent"].state, found["sent"].remote_id) == (DeliveryState.SENT, "r")
    assert add(record, row(shop, "sent", asked=at(70))) == [False]


def test_what_was_brought_is_emptied_in_small_steps(record: Record, shop: Workspace) -> None:
    add(record, *(row(shop, str(number)) for number in range(5)))
    with record.writing() as connection:
        for one in claim_due(connection, now=at(0), until=at(1), limit=9, most_each=9):
            settle_sent(connection, one, "", at(0))
    with record.writing() as connection:
        assert [empty_sent(connection, at(1), 2) for _ in range(4)] == [2, 2, 1, 0]
