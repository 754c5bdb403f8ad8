"""How calls fall into groups makes no difference: one by one or at once, the record is equal."""

from collections import Counter
from contextlib import ExitStack

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.streams import call_of, event_of, streams
from tests.engine.test_live import START, Shop, Stream, open_shop

from dangol.engine.group import tally_of
from dangol.engine.people_state import PersonState
from dangol.listen.outcomes import Outcome, Quarantined, Reason, Rejected, Tally
from dangol.terms.instants import HOUR_US, Instant

_state = msgspec.msgpack.Decoder(PersonState)


def kept(shop: Shop) -> dict[str, object]:
    """The record without what only says how it was written."""
    found: dict[str, object] = {}
    for name in ("people", "identifiers", "decisions", "seen"):
        rows = [
            {key: value for key, value in row.items() if key not in ("seq", "workspace_id")}
            for row in shop.rows(name)
        ]
        for row in rows:
            if name == "people":
                row["state"] = _state.decode(row["state"])  # type: ignore[arg-type]
        found[name] = sorted(rows, key=str) if name != "people" else rows
    found["merges"] = Counter(
        (row["absorbed_id"], row["survivor_id"]) for row in shop.rows("merges")
    )
    found["events"] = [row["message_id"] for row in shop.rows("events")]
    return found


@settings(max_examples=12)
@given(streams(most=20), st.lists(st.integers(1, 5), min_size=1), st.booleans())
def test_groups_of_any_size_leave_the_same_record(
    stream: Stream, sizes: list[int], is_vouched: bool
) -> None:
    raws = [raw for _, raw in stream]
    with ExitStack() as stack:
        whole, cut = (stack.enter_context(open_shop()) for _ in range(2))
        for shop in (whole, cut):
            shop.now = stream[-1][0]
        whole.send(*raws, is_vouched=is_vouched)
        at = 0
        while at < len(raws):
            size = sizes[at % len(sizes)]
            cut.send(*raws[at : at + size], is_vouched=is_vouched)
            at += size
        assert kept(cut) == kept(whole)
        for shop in (whole, cut):
            while shop.tick(Instant(shop.now + HOUR_US)):
                pass
        assert kept(cut) == kept(whole)


def test_when_an_identifier_was_first_seen_is_when_it_was_first_used() -> None:
    with open_shop() as shop:
        later = Instant(START + HOUR_US)
        shop.now = later
        shop.send(
            call_of("Cart Viewed", START, anonymous_id="phone", message_id="1"),
            call_of("Cart Viewed", later, anonymous_id="phone", message_id="2"),
        )
        (row,) = shop.rows("identifiers")
        assert row["first_seen_at"] == START


def test_results_are_counted_by_outcome() -> None:
    with open_shop() as shop:
        event = event_of(call_of("Cart Viewed", START, anonymous_id="a", message_id="m"), START)
        bad, big = Quarantined(Reason.NO_NAME, "why", b"{}"), Rejected(Reason.EVENT_TOO_LARGE, "")
        outcomes = shop.live.submit(shop.arrival([event, bad, event, big])).result()
        assert [one.outcome for one in outcomes.calls] == [
            Outcome.STORED,
            Outcome.QUARANTINED,
            Outcome.DUPLICATE,
            Outcome.REJECTED,
        ]
        assert tally_of(outcomes.calls) == outcomes.tally == Tally(1, 1, 1, 1)
        assert outcomes.tally.received == 4
