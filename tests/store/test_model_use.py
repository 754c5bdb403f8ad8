"""The promise: no day costs more than its limits, however many ask at once; what a call did not
cost is given back, once; and a refusal writes nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.store.chat import at
from tests.store.conftest import NOW

from dangol.store.model_use import (
    ModelCallRow,
    ModelUse,
    NotTaken,
    NotTakenReason,
    Use,
    UseLimits,
)
from dangol.store.record import Record
from dangol.store.rows import MergeRow
from dangol.store.workspaces import Workspace, new_workspace
from dangol.terms.instants import DAY_US, Instant

FREE = UseLimits(None, None, None, None)


def call(number: int, person_id: str = "p1", **more: object) -> ModelCallRow:
    row = ModelCallRow(
        call_id=f"call-{number}",
        person_id=person_id,
        conversation_id="c1",
        message_seq=number,
        purpose="phrase",
        model="작은\0모델",
        asked_at=NOW,
        tokens=100,
        spend_micro=1_000,
        prompt=b'{"data":"x"}',
    )
    return row._replace(**more)  # type: ignore[arg-type]


def take(
    record: Record, shop: Workspace, row: ModelCallRow, limits: UseLimits = FREE
) -> NotTaken | None:
    with record.writing() as connection:
        return ModelUse(connection, shop.workspace_id).take_call(row, limits)


def settle(
    record: Record, shop: Workspace, number: int, tokens: int | None, spend: int | None
) -> bool:
    with record.writing() as connection:
        return ModelUse(connection, shop.workspace_id).settle_call(
            f"call-{number}",
            tokens=tokens,
            spend_micro=spend,
            outcome="said",
            answer="네".encode(),
            first_ms=12,
            took_ms=34,
        )


def used(record: Record, shop: Workspace, person_id: str = "", now: Instant = NOW) -> Use:
    with record.reading() as connection:
        return ModelUse(connection, shop.workspace_id).read_use(now, person_id)


def calls(record: Record, shop: Workspace) -> list[ModelCallRow]:
    with record.reading() as connection:
        return ModelUse(connection, shop.workspace_id).read_calls("c1")


def test_a_call_takes_the_most_it_may_cost_and_gives_back_what_it_did_not(
    record: Record, shop: Workspace
) -> None:
    assert take(record, shop, call(1)) is None
    assert used(record, shop) == used(record, shop, "p1") == Use(1, 100, 1_000)
    assert settle(record, shop, 1, 30, 300)
    assert used(record, shop) == used(record, shop, "p1") == Use(1, 30, 300)
    assert not settle(record, shop, 1, 0, 0)
    assert not settle(record, shop, 9, 0, 0)
    assert used(record, shop) == Use(1, 30, 300)
    (kept,) = calls(record, shop)
    assert (kept.outcome, kept.answer.decode(), kept.first_ms) == ("said", "네", 12)
    assert kept.model == "작은\ufffd모델" and kept.used_on == "2026-10-26"


def test_what_a_call_cost_that_nobody_told_is_what_it_took(record: Record, shop: Workspace) -> None:
    take(record, shop, call(1))
    assert settle(record, shop, 1, None, None)
    assert used(record, shop) == Use(1, 100, 1_000)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (FREE._replace(visitor_tokens=199), NotTakenReason.VISITOR_TOKENS),
        (FREE._replace(visitor_spend_micro=1_999), NotTakenReason.VISITOR_SPEND),
        (FREE._replace(workspace_tokens=199), NotTakenReason.WORKSPACE_TOKENS),
        (FREE._replace(workspace_spend_micro=1_999), NotTakenReason.WORKSPACE_SPEND),
    ],
)
def test_a_refusal_says_which_limit_and_writes_nothing(
    record: Record, shop: Workspace, limits: UseLimits, reason: NotTakenReason
) -> None:
    assert take(record, shop, call(1), limits) is None
    assert take(record, shop, call(2), limits) == NotTaken(reason)
    assert used(record, shop) == Use(1, 100, 1_000) and len(calls(record, shop)) == 1
    is_of_visitor = reason.value.startswith("visitor")
    other = take(record, shop, call(3, "p2"), limits)
    assert (other is None) is is_of_visitor


def test_the_next_day_of_the_workspaces_zone_begins_anew(record: Record, shop: Workspace) -> None:
    limits = FREE._replace(visitor_tokens=100, workspace_tokens=100)
    assert take(record, shop, call(1), limits) is None
    later = Instant(NOW + DAY_US)
    assert take(record, shop, call(2, asked_at=later), limits) is None
    assert used(record, shop, now=later) == used(record, shop) == Use(1, 100, 1_000)


def test_all_ids_of_a_person_have_one_account(record: Record, shop: Workspace) -> None:
    limits = FREE._replace(visitor_tokens=150)
    assert take(record, shop, call(1, "p1"), limits) is None
    with record.transaction(shop.workspace_id) as unit:
        unit.write_merges([MergeRow("p1", "p2", 0, at(1))])
    assert take(record, shop, call(2, "p2"), limits) == NotTaken(NotTakenReason.VISITOR_TOKENS)


def test_of_forty_calls_at_once_no_more_are_taken_than_the_limit_allows(
    record: Record, shop: Workspace
) -> None:
    limits = FREE._replace(workspace_tokens=1_050)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda n: take(record, shop, call(n, f"p{n % 5}"), limits), range(40)))
    assert done.count(None) == 10
    assert used(record, shop) == Use(10, 1_000, 10_000)


def test_workspaces_know_nothing_of_one_another(record: Record, shop: Workspace) -> None:
    other = record.create_workspace(
        new_workspace(
            "옆집",
            zone="Asia/Seoul",
            currency="KRW",
            languages=("ko",),
            now=NOW,
            chance=bytes(range(80, 160)),
        )
    )
    take(record, shop, call(1))
    assert used(record, other) == Use() and calls(record, other) == []
    assert not settle(record, other, 1, 0, 0)


def test_what_is_old_is_forgotten(record: Record, shop: Workspace) -> None:
    take(record, shop, call(1))
    take(record, shop, call(2, asked_at=Instant(NOW + 3 * DAY_US)))
    with record.writing() as connection:
        use = ModelUse(connection, shop.workspace_id)
        assert use.delete_calls(Instant(NOW + DAY_US)) == 1
    assert [one.call_id for one in calls(record, shop)] == ["call-2"]
    assert used(record, shop) == Use()
