"""Files in, a report out, in whatever order and however many files the rows come."""

import gc
import gzip
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.streams import POLICY, START, call_of, playbooks, streams

from dangol.engine.rehearse import Source, UnknownFormatError, rehearse
from dangol.engine.report import RehearsalReport
from dangol.terms.errors import InputError
from dangol.terms.instants import DAY_US, MINUTE_US, Instant

Stream = list[tuple[Instant, bytes]]


def written(folder: Path, *parts: list[bytes], is_packed: bool = False) -> list[Source]:
    """The rows in files of Segment calls, one a line."""
    sources: list[Source] = []
    for number, rows in enumerate(parts):
        file = folder / f"{number}.jsonl"
        content = b"".join(row + b"\n" for row in rows)
        file.write_bytes(gzip.compress(content) if is_packed else content)
        sources.append(Source(file, "segment"))
    return sources


def told(report: RehearsalReport) -> dict[str, object]:
    """All that a report says but how long it took."""
    fields = msgspec.to_builtins(report)
    return {key: value for key, value in fields.items() if key not in ("elapsed_s", "events_per_s")}


def apart(stream: Stream) -> list[bytes]:
    """The stream with no two calls at the same instant."""
    rows: list[bytes] = []
    for number, (_, raw) in enumerate(stream):
        if not number or stream[number][0] != stream[number - 1][0]:
            rows.append(raw)
    return rows


@settings(max_examples=40)
@given(streams(), st.integers(0, 2**32), st.integers(1, 3), st.booleans())
def test_rows_in_any_order_in_any_files_give_the_same_report(
    stream: Stream, seed: int, files: int, is_packed: bool
) -> None:
    """A row of a day later comes first, so that all must be sorted."""
    rows = apart(stream)
    far = call_of("Cart Viewed", Instant(stream[-1][0] + DAY_US), anonymous_id="far")
    shuffled = list(rows)
    Random(seed).shuffle(shuffled)
    parts = [shuffled[number::files] for number in range(files)]
    parts[0].insert(0, far)
    with TemporaryDirectory() as folder:
        recipes = playbooks(exploration_ratio=0.5)
        mixed = rehearse(written(Path(folder), *parts, is_packed=is_packed), recipes, POLICY)
        ordered = rehearse(written(Path(folder), [*rows, far]), recipes, POLICY)
    assert told(mixed) == told(ordered)


def test_the_json_contract_holds(tmp_path: Path) -> None:
    rows = [call_of("Product Added", START, anonymous_id="a"), b'{"type":"track"}', b"not json"]
    rows.append(rows[0])
    report = rehearse(written(tmp_path, rows), playbooks(), POLICY)
    found = msgspec.json.decode(msgspec.json.encode(report))
    assert found["events"] == {
        "received": 4,
        "stored": 1,
        "duplicate": 1,
        "quarantined": 2,
        "rejected": 0,
    }
    assert {"people", "sessions", "signals", "playbooks", "elapsed_s", "events_per_s"} <= set(found)
    assert found["signals"] == {"cart_idle": 1, "cart_idle@120000000": 1}
    wanted = {
        "opportunities",
        "speak",
        "hold",
        "silent",
        "messages_per_day",
        "would_buy_anyway",
        "expected_cost",
        "days_to_proof",
    }
    for playbook in found["playbooks"].values():
        assert wanted <= set(playbook)
    assert [one["line"] for one in found["refused"]] == [2, 3]


def test_a_report_is_the_same_every_time(tmp_path: Path) -> None:
    rows = [
        call_of("Product Added", Instant(START + n * MINUTE_US), anonymous_id=f"v{n % 7}")
        for n in range(100)
    ]
    sources = written(tmp_path, rows)
    first, again = (rehearse(sources, playbooks(), POLICY) for _ in range(2))
    assert told(first) == told(again)


def test_rows_that_are_refused_are_named_by_file_and_line_when_sorted_too(tmp_path: Path) -> None:
    late = call_of("Cart Viewed", Instant(START + DAY_US), anonymous_id="a")
    early = call_of("Cart Viewed", START, anonymous_id="a")
    sources = written(tmp_path, [late, b"{", early], [b"", early, b"[]"])
    report = rehearse(sources, playbooks(), POLICY)
    assert sorted((one.file, one.line) for one in report.refused) == [
        ("0.jsonl", 2),
        ("1.jsonl", 3),
    ]
    assert (report.events.stored, report.events.duplicate) == (2, 1)


def test_a_format_is_recognised_or_asked_for(tmp_path: Path) -> None:
    (source,) = written(tmp_path, [call_of("Cart Viewed", START, anonymous_id="a")])
    assert rehearse([Source(source.file, "")], playbooks(), POLICY).events.stored == 1
    strange = tmp_path / "notes.txt"
    strange.write_text("장바구니에 대한 메모\n", "utf-8")
    with pytest.raises(UnknownFormatError) as fault:
        rehearse([Source(strange, "")], playbooks(), POLICY)
    assert "notes.txt" in fault.value.message
    assert "--format" in fault.value.hint


def test_a_missing_file_is_the_users_error_and_garbage_is_collected_again(tmp_path: Path) -> None:
    assert gc.isenabled()
    with pytest.raises(InputError):
        rehearse([Source(tmp_path / "none.jsonl", "segment")], playbooks(), POLICY)
    assert gc.isenabled()


def test_progress_is_told_while_rows_are_read(tmp_path: Path) -> None:
    seen: list[int] = []
    rows = [
        call_of("Cart Viewed", Instant(START + n), anonymous_id="a", message_id=str(n))
        for n in range(45_000)
    ]
    rehearse(written(tmp_path, rows), (), POLICY, progress=seen.append)
    assert seen == [0, 20_000, 40_000]


def test_only_the_days_asked_for_are_rehearsed(tmp_path: Path) -> None:
    rows = [
        call_of("Cart Viewed", Instant(START + n * DAY_US), anonymous_id="a") for n in range(10)
    ]
    since, until = Instant(START + 3 * DAY_US), Instant(START + 5 * DAY_US)
    sources = written(tmp_path, list(reversed(rows)))
    report = rehearse(sources, playbooks(), POLICY, since=since, until=until)
    assert report.events.received == 2
    assert report.from_.startswith("2026-10-29")
