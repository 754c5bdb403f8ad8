"""Past events from files into the record: read, judged, and stored through `Live`.

Rows go in batches, several on their way at once. A row that cannot be used goes alone, so that its
file and line stand beside its bytes in the quarantine. Importing a file again stores nothing twice.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from time import perf_counter

import msgspec

from dangol.engine.live import Arrival, Live, Outcomes
from dangol.engine.rehearsal import KEPT_LIMIT, Kept
from dangol.engine.rehearse import PROGRESS_ROWS, Progress, Source
from dangol.engine.report import EventCounts
from dangol.listen.event import Event, Receipt
from dangol.listen.event_lines import parse_line
from dangol.listen.importers import BadRow, Imported
from dangol.listen.outcomes import Quarantined, Reason, Rejected, Tally
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import DAY_US, Instant

BATCH_CALLS = 500
MOST_UNDER_WAY = 8
"""Batches submitted and not yet committed: one group is written while the next is read."""

Call = Event | Quarantined | Rejected


class ImportReport(msgspec.Struct, frozen=True):
    """What became of the files' rows."""

    workspace_id: WorkspaceId
    events: EventCounts
    refusals: dict[str, int]
    """Quarantined and rejected events by reason, the commonest first."""
    refused: Sequence[Kept]
    """The first of them, with file and line."""
    elapsed_s: float
    events_per_s: float


class Batch(msgspec.Struct, frozen=True):
    """Calls that go together, and the lines they came from."""

    file: str
    lines: list[int]
    calls: list[Call]

    @property
    def source(self) -> str:
        """As the quarantine shows it: `orders.csv:17`, or the lines from first to last."""
        first, last = self.lines[0], self.lines[-1]
        return f"{self.file}:{first}" if first == last else f"{self.file}:{first}-{last}"


def import_events(
    live: Live,
    workspace_id: WorkspaceId,
    sources: Sequence[Source],
    *,
    clock: Callable[[], Instant],
    progress: Progress | None = None,
) -> ImportReport:
    """Every row of the files is in the record: stored, duplicate, quarantined or rejected.

    The files are the shop's own, so the user ids in them are vouched for.

    Raises: InputError (a file unreadable, of unknown or wrong format); RecordError. What was
    committed before stays, and importing again goes on from there.
    """
    began = perf_counter()
    counted = _Counted()
    under_way: deque[tuple[Batch, Future[Outcomes]]] = deque()
    for source in sources:
        for batch in _batches(source, clock(), progress):
            arrival = Arrival(workspace_id, clock(), True, batch.source, batch.calls)
            under_way.append((batch, live.submit(arrival)))
            if len(under_way) >= MOST_UNDER_WAY:
                counted.take(*under_way.popleft())
    while under_way:
        counted.take(*under_way.popleft())
    elapsed_s = perf_counter() - began
    tally = counted.tally
    return ImportReport(
        workspace_id=workspace_id,
        events=EventCounts(
            tally.received, tally.stored, tally.duplicate, tally.quarantined, tally.rejected
        ),
        refusals=dict(counted.refusals.most_common()),
        refused=counted.kept,
        elapsed_s=round(elapsed_s, 3),
        events_per_s=round(tally.received / elapsed_s) if elapsed_s else 0,
    )


class _Counted:
    """What has been committed so far."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.refusals: Counter[str] = Counter()
        self.kept: list[Kept] = []

    def take(self, batch: Batch, future: Future[Outcomes]) -> None:
        """The batch is committed and counted."""
        outcomes = future.result()
        self.tally.add(outcomes.tally)
        for line, call in zip(batch.lines, outcomes.calls, strict=True):
            if call.reason:
                self.refusals[call.reason] += 1
                if len(self.kept) < KEPT_LIMIT:
                    self.kept.append(Kept(batch.file, line, call.reason, call.detail))


def _batches(source: Source, now: Instant, progress: Progress | None) -> Iterator[Batch]:
    """The file's rows in order; one that cannot be used is a batch of its own."""
    receipt = Receipt(received_at=now, is_live=False)
    file = source.file.name
    batch = Batch(file, [], [])
    for number, row in enumerate(source.rows()):
        if progress is not None and not number % PROGRESS_ROWS:
            progress(number)
        line, call = _call_of(row, receipt)
        if type(call) is Event:
            batch.lines.append(line)
            batch.calls.append(call)
            if len(batch.calls) < BATCH_CALLS:
                continue
        if batch.calls:
            yield batch
            batch = Batch(file, [], [])
        if type(call) is not Event:
            yield Batch(file, [line], [call])
    if batch.calls:
        yield batch


def _call_of(row: Imported, receipt: Receipt) -> tuple[int, Call]:
    if isinstance(row, BadRow):
        return row.line, Quarantined(Reason.BAD_ROW, row.reason, row.raw)
    line, raw = row
    call = parse_line(raw, receipt)
    if type(call) is Event and call.instant > receipt.received_at + DAY_US:
        # A file that is rehearsed may lie in the future; what is stored has happened.
        detail = "the event lies in the future"
        return line, Quarantined(Reason.IMPOSSIBLE_DATE, detail, raw, call.message_id)
    return line, call
