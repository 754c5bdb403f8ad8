"""On a virtual clock every row is accounted for, and every timer goes off in its turn."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.streams import POLICY, START, call_of, playbooks, streams

from dangol.decide.intent_prior import prior_intent
from dangol.decide.opportunity import Decision, Verdict
from dangol.decide.playbook import OfferLimits, Prior
from dangol.engine.path import DecisionPath
from dangol.engine.rehearsal import OutOfOrderError, Rehearsal, in_file
from dangol.engine.report import report_of
from dangol.listen.importers.rows import BadRow
from dangol.listen.outcomes import Tally
from dangol.listen.signals import LATE_WINDOW_US
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US, Instant

Stream = list[tuple[Instant, bytes]]


def rehearsal_of(stream: Stream, *, parts: int = 1, **more: Any) -> Rehearsal:
    """The finished rehearsal of the stream, given in so many files."""
    path = DecisionPath(POLICY, playbooks(exploration_ratio=0.5), prior_intent)
    rehearsal = Rehearsal(path, **more)
    rows = [(number, raw) for number, (_, raw) in enumerate(stream, 1)]
    for part in range(parts):
        some = rows[len(rows) * part // parts : len(rows) * (part + 1) // parts]
        rehearsal.run(some, in_file(f"{part}.jsonl"))
    rehearsal.finish()
    return rehearsal


def counts(rehearsal: Rehearsal) -> tuple[object, ...]:
    """All that a rehearsal has counted."""
    people = {id(person): person for person in rehearsal.people.by_identifier.values()}
    return (
        rehearsal.tally,
        rehearsal.signals,
        {name: msgspec.structs.asdict(count) for name, count in rehearsal.playbooks.items()},
        rehearsal.too_late,
        sorted((one.person_id, one.timeline.tip.sessions) for one in people.values()),
    )


def view(minute: float, **more: Any) -> tuple[Instant, bytes]:
    """A call some minutes after the start."""
    instant = Instant(START + round(minute * MINUTE_US))
    name = more.pop("name", "Product Viewed")
    return instant, call_of(name, instant, **{"anonymous_id": "phone", **more})


@settings(max_examples=60)
@given(streams(), st.integers(2, 5))
def test_many_files_are_one_stream(stream: Stream, parts: int) -> None:
    assert counts(rehearsal_of(stream)) == counts(rehearsal_of(stream, parts=parts))


@settings(max_examples=60)
@given(streams())
def test_decisions_come_in_the_order_of_time_and_are_all_counted(stream: Stream) -> None:
    decisions: list[Decision] = []
    rehearsal = rehearsal_of(stream, on_decision=decisions.append)
    assert [one.instant for one in decisions] == sorted(one.instant for one in decisions)
    for name, count in rehearsal.playbooks.items():
        own = [one for one in decisions if one.playbook == name]
        verdicts = Counter(one.verdict for one in own)
        assert count.opportunities == len(own) == count.speak + count.hold + count.silent.total()
        assert (count.speak, count.hold) == (verdicts[Verdict.SPEAK], verdicts[Verdict.HOLD])
        assert count.silent == Counter(one.reason for one in own if one.verdict is Verdict.SILENT)
        assert count.by_day.total() == count.speak
        assert count.judged == sum(bool(one.features) for one in own)
        assert count.people == {one.person_id for one in own if one.verdict is not Verdict.SILENT}
        keys = {
            key
            for key, listening in rehearsal.path.by_key.items()
            if name in {playbook.name for playbook in listening}
        }
        assert count.opportunities == sum(rehearsal.signals[key] for key in keys)
    assert len({one.decision_id for one in decisions}) == len(decisions)


@settings(max_examples=60)
@given(streams())
def test_every_row_has_one_end(stream: Stream) -> None:
    rows: list[Any] = []
    for number, (_, raw) in enumerate(stream):
        rows += [(number, raw), (number, raw), (number, raw.replace(b"Product", b"Prodoct"))]
        rows += [
            (number, b"{"),
            BadRow(number, "why", b"row"),
            (number, b'{"a":' + b"1" * 40_000 + b"}"),
        ]
    rehearsal = Rehearsal(DecisionPath(POLICY, (), prior_intent))
    rehearsal.run(rows, in_file("stream"))
    tally = rehearsal.tally
    assert tally.received == len(rows)
    assert tally.stored == len(stream)
    changed = sum(raw.replace(b"Product", b"Prodoct") != raw for _, raw in stream)
    assert tally.duplicate == 2 * len(stream) - changed
    assert tally.quarantined + tally.rejected == 3 * len(stream) + changed
    assert rehearsal.refusals.total() == tally.quarantined + tally.rejected
    assert len(rehearsal.kept) == min(100, rehearsal.refusals.total())


def test_a_refusal_names_its_file_and_line() -> None:
    rehearsal = Rehearsal(DecisionPath(POLICY, (), prior_intent))
    rows = [(7, b'{"type":"track"}'), BadRow(9, "the user is empty", b",,")]
    rehearsal.run(rows, in_file("오월.jsonl"))
    assert [(one.file, one.line, one.reason) for one in rehearsal.kept] == [
        ("오월.jsonl", 7, "no_identity"),
        ("오월.jsonl", 9, "bad_row"),
    ]
    assert rehearsal.kept[1].detail == "the user is empty"
    assert rehearsal.tally == Tally(quarantined=2)


def test_rows_out_of_order_are_taken_inside_the_window_and_refused_beyond() -> None:
    late = Instant(START + HOUR_US - LATE_WINDOW_US)
    inside = [view(60), (late, call_of("Product Added", late, anonymous_id="phone"))]
    assert rehearsal_of(inside).tally.stored == 2
    beyond = Instant(late - 1)
    with pytest.raises(OutOfOrderError):
        rehearsal_of([view(60), (beyond, call_of("Product Added", beyond, anonymous_id="phone"))])


def test_a_timer_goes_off_before_whatever_comes_next_of_anybody() -> None:
    order: list[tuple[str, int]] = []
    stream = [
        view(0, name="Product Added", anonymous_id="a"),
        view(1, name="Product Added", anonymous_id="b"),
        view(10, name="Exit Intent", anonymous_id="c"),
        view(10.5, name="Exit Intent", anonymous_id="c", message_id="2", properties={"sku": "p"}),
        view(30, name="Cart Viewed", anonymous_id="c"),
    ]
    rehearsal_of(
        stream,
        on_decision=lambda one: (
            order.append((one.signal, (one.instant - START) // MINUTE_US))
            if one.playbook == "cart-rescue"
            else None
        ),
    )
    assert order == [
        ("cart_idle", 10),
        ("exit_intent", 10),
        ("exit_intent", 10),
        ("cart_idle", 11),
    ]


def test_silence_after_the_last_row_counts() -> None:
    rehearsal = rehearsal_of([view(0, name="Product Added")])
    assert rehearsal.signals["cart_idle"] == 1
    unfinished = Rehearsal(DecisionPath(POLICY, (), prior_intent))
    unfinished.run([(1, view(0, name="Product Added")[1])], in_file("stream"))
    assert not unfinished.signals


def test_only_what_lies_between_is_rehearsed() -> None:
    stream = [view(minute, message_id=str(minute)) for minute in range(10)]
    since, until = Instant(START + 2 * MINUTE_US), Instant(START + 5 * MINUTE_US)
    assert rehearsal_of(stream, since=since, until=until).tally == Tally(stored=3)
    assert rehearsal_of(stream, since=since).tally == Tally(stored=8)
    assert rehearsal_of(stream, until=until).tally == Tally(stored=5)


def test_of_a_thousand_silent_people_none_is_forgotten() -> None:
    """Whoever has been silent for long is put to rest, and comes back as who they were."""
    stream = [
        view(n, name="Product Added", anonymous_id=f"v{n}", properties={"product_id": "p"})
        for n in range(500)
    ]
    stream += [view(1_000 + n, anonymous_id=f"v{n}", message_id=f"b{n}") for n in range(500)]
    rehearsal = rehearsal_of(stream)
    assert rehearsal.signals["cart_idle"] == 500
    assert rehearsal.signals["back_with_cart"] == 500


def test_nothing_rehearsed_is_a_report_of_nothing() -> None:
    rehearsal = rehearsal_of([])
    report = report_of(rehearsal, rehearsal.path.playbooks, elapsed_s=0.0, exponent=0)
    assert (report.events.received, report.people, report.sessions) == (0, 0, 0)
    assert all(one.days_to_proof == "never" for one in report.playbooks.values())
    assert all(one.would_buy_anyway is None for one in report.playbooks.values())


@settings(max_examples=40)
@given(streams())
def test_a_report_adds_up(stream: Stream) -> None:
    rehearsal = rehearsal_of(stream)
    report = report_of(rehearsal, rehearsal.path.playbooks, elapsed_s=2.0, exponent=0)
    assert report.events.received == report.events.stored == len(stream)
    assert report.events_per_s == round(len(stream) / 2)
    assert list(report.playbooks) == [one.name for one in rehearsal.path.playbooks]
    assert report.people == len({one.person_id for one in rehearsal.people.by_identifier.values()})
    spoken = 0
    for playbook in report.playbooks.values():
        assert playbook.opportunities == (
            playbook.speak + playbook.hold + sum(playbook.silent.values())
        )
        assert playbook.expected_cost >= 0
        assert playbook.messages_per_day == pytest.approx(playbook.speak / report.days, abs=0.01)
        assert playbook.would_buy_anyway is None or 0 <= playbook.would_buy_anyway <= 1
        assert 0 < playbook.holdout_ratio <= 1
        spoken += playbook.speak
    assert sum(report.messages_by_day.values()) == spoken
    assert report.days >= 1.0
    assert report.days == pytest.approx(max((stream[-1][0] - stream[0][0]) / DAY_US, 1.0), abs=0.01)
    assert list(report.signals.values()) == sorted(report.signals.values(), reverse=True)


def test_what_is_given_ends_with_the_days_budget_and_once_a_person() -> None:
    gives = OfferLimits(("percent",), 0.1, 0.0, 5_000, True, 1.0)
    recipes = playbooks(offer=gives, prior=Prior(0.9, 0.0, 0), holdout_ratio=0.0)
    rescue = tuple(one for one in recipes if one.name == "cart-rescue")
    rows: list[tuple[int, bytes]] = []
    added: dict[str, object] = {"product_id": "니트", "price": 30_000, "currency": "KRW"}
    for number in range(4):
        at = Instant(START + number * HOUR_US)
        raw = call_of("Product Added", at, anonymous_id=f"phone{number}", properties=added)
        rows.append((number, raw))
    rehearsal = Rehearsal(DecisionPath(POLICY, rescue, prior_intent))
    rehearsal.run(rows, in_file("stream"))
    rehearsal.finish()
    count = rehearsal.playbooks["cart-rescue"]
    assert count.speak == 4
    assert count.cost_minor == pytest.approx(5_000)  # 3,000, then what is left of the day's
    assert len(count.offered) == 2
