"""What could not be used: listed, and tried again under today's rules.

A replay parses the kept bytes as they would be parsed if they arrived now, except that they keep
the instant at which they came. What is good now goes through `Live`, so that it is deduplicated,
decided on and counted like any other event; what is not stays where it is, with one attempt more.
A replay that is interrupted can be run again.
"""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import msgspec

from dangol.engine.live import Arrival, Live
from dangol.listen.body import parse_body, parse_json
from dangol.listen.event import CALLS, Event, Receipt, parse_event
from dangol.listen.event_lines import parse_line
from dangol.listen.outcomes import Quarantined, Reason, Rejected
from dangol.store.record import Record
from dangol.store.rows import HeldRow
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import DAY_US, Instant, parse_instant

OPEN = ("new", "replayed")
"""Statuses of what no replay has taken in."""
DEDUPE_US = 30 * DAY_US
PAGE_ROWS = 200
SHORT_PATHS = {call[0]: call for call in CALLS}
"""`/v1/t` is `/v1/track`."""

_FROM_WIRE = re.compile(r"(?:replay \d+ of )*http /v1/([a-z]+)")
"""No file's name holds a slash, so that none looks like this."""

Call = Event | Quarantined | Rejected


class ReplayReport(msgspec.Struct, frozen=True):
    """What became of the events that were tried again. Law: stored + duplicate + refused = tried.

    A held body that turns out to hold several calls is one that was tried.
    """

    workspace_id: WorkspaceId
    tried: int
    stored: int
    duplicate: int
    refused: int
    reasons: dict[str, int]
    """Why the refused ones are still refused."""


def read_held(
    record: Record,
    workspace_id: WorkspaceId,
    *,
    reason: str = "",
    seq: int = 0,
    statuses: Sequence[str] = OPEN,
) -> Iterator[HeldRow]:
    """The quarantined events of the workspace, oldest first within a status.

    The record is free between the pages: whoever reads may write, too.
    """
    for status in statuses:
        after = seq - 1 if seq else 0
        while True:
            with record.transaction(workspace_id) as unit:
                page = unit.read_quarantine(
                    status=status, after=after, limit=1 if seq else PAGE_ROWS
                )
            for held in page:
                if seq and held.seq != seq:
                    break
                if not reason or held.row.reason == reason:
                    yield held
            if seq or len(page) < PAGE_ROWS:
                break
            after = page[-1].seq


def replay(
    record: Record,
    live: Live,
    workspace_id: WorkspaceId,
    *,
    clock: Callable[[], Instant],
    reason: str = "",
    seq: int = 0,
    progress: Callable[[int], None] | None = None,
) -> ReplayReport:
    """Everything held, of that reason or with that number, has been tried once more.

    Raises: RecordError. What was taken in before stays so.
    """
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    # A row that is refused again changes its status while the statuses are walked: once is enough.
    tried: set[int] = set()
    for held in read_held(record, workspace_id, reason=reason, seq=seq):
        if held.seq in tried:
            continue
        tried.add(held.seq)
        outcome, why = _try_again(record, live, workspace_id, held, clock)
        counts[outcome] += 1
        if why:
            reasons[why] += 1
        with record.transaction(workspace_id) as unit:
            unit.write_quarantine_status("replayed" if why else "stored", [held.seq])
        if progress is not None:
            progress(len(tried))
    return ReplayReport(
        workspace_id,
        tried=len(tried),
        stored=counts["stored"],
        duplicate=counts["duplicate"],
        refused=counts["refused"],
        reasons=dict(reasons.most_common()),
    )


def calls_of(held: HeldRow) -> list[Call]:
    """The calls that the kept bytes hold under today's rules; refused as a whole they are one."""
    row = held.row
    is_live, call = _way_of(row.source)
    receipt = Receipt(received_at=row.received_at, is_live=is_live, call=call)
    if not is_live:
        return [parse_line(row.raw, receipt)]
    raw = row.raw.removeprefix(BOM_UTF8)  # as a body that comes in loses it
    value = parse_json(raw)
    if isinstance(value, Quarantined):
        return [value]
    fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    receipt = msgspec.structs.replace(receipt, sent_at=_sent_at(fields))
    if isinstance(fields.get("batch"), list) and "type" not in fields:
        body = parse_body(raw, is_batch=True)
        if isinstance(body, Quarantined):
            return [body]
        return [
            one if isinstance(one, Quarantined) else parse_event(one, receipt) for one in body.calls
        ]
    return [parse_event(value, receipt)]


def _try_again(
    record: Record,
    live: Live,
    workspace_id: WorkspaceId,
    held: HeldRow,
    clock: Callable[[], Instant],
) -> tuple[str, str]:
    """How the row ended now: `stored`, `duplicate` or `refused`, and why it was refused."""
    calls = calls_of(held)
    now = clock()
    if len(calls) == 1:
        call = calls[0]
        if not isinstance(call, Event):
            # Bytes that no rule of JSON will ever read are still the file's row that they were.
            is_row = held.row.reason == Reason.BAD_ROW and call.reason is Reason.MALFORMED_JSON
            return "refused", (Reason.BAD_ROW if is_row else call.reason).value
        with record.transaction(workspace_id) as unit:
            seen = unit.read_seen([call.message_id], Instant(now - DEDUPE_US))
        if seen.get(call.message_id, call.digest) != call.digest:
            return "refused", Reason.CONFLICTING_DUPLICATE.value
    source = f"replay {held.seq} of {held.row.source}"
    arrival = Arrival(workspace_id, now, held.row.is_vouched, source, calls)
    outcomes = live.submit(arrival).result()
    refused = next((call.reason for call in outcomes.calls if call.reason), "")
    if outcomes.tally.stored or not refused:
        return ("stored" if outcomes.tally.stored else "duplicate"), ""
    # Each refused call of a body is held by itself now, so the body itself is done with.
    return "refused", refused if len(calls) == 1 else ""


def _way_of(source: str) -> tuple[bool, str]:
    """Whether it came over the wire, and the call that its path named."""
    found = _FROM_WIRE.fullmatch(source)
    if found is None:
        return False, ""
    name = SHORT_PATHS.get(found[1], found[1])
    return True, name if name in CALLS else ""


def _sent_at(fields: dict[str, Any]) -> Instant | None:
    sent_at = fields.get("sentAt")
    if not isinstance(sent_at, str):
        return None
    try:
        return parse_instant(sent_at)
    except (ValueError, OverflowError):
        return None
