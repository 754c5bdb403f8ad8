"""Customers by kind and by vertical, recomputed from the counts; what was printed stands beside.

Rows are customers, or groups of customers with a count. A row named "total" is not a group: it is
compared with the sum of the others. Shares are of the counts in the rows; where a printed total is
larger, the difference is customers that no row holds, and every share has bounds that allow for it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

from dangol.insight.market.labels import (
    NO_LABELS,
    Kind,
    Labels,
    parse_kind,
    split_labels,
)
from dangol.insight.masking import mask_personal
from dangol.insight.totals import Total, total_named
from dangol.terms.errors import InputError

_COUNT = re.compile(
    r"\s*[~約약]?\s*([0-9][0-9,]{0,18})(?:\.0+)?\s*(?:곳|社|개|개사|명|건|名|人|件)?\s*"
)
_SHARE = re.compile(r"\s*[~約약]?\s*([0-9]{1,6}(?:\.[0-9]{0,12})?)\s*(%?)\s*")
LONGEST_SHOWN = 80
MOST_UNMAPPED = 50
"""Unmapped labels that are named one by one."""


class MixError(InputError):
    """A table of customers that cannot be counted."""

    code = "market.mix_uncountable"


class Columns(Struct, frozen=True):
    """Which column holds what; None where the table has none."""

    kind: str | None
    vertical: str | None
    count: str | None
    share: str | None
    account: str | None = None
    """Of whom: only looked at for a total's name."""


class Group(Struct, frozen=True):
    """Some customers of the same kind, or vertical."""

    id: str
    """A kind, the id of a vertical, or a label as it was written; several with `; ` between."""
    count: int
    share: float
    """Of all customers in the rows."""
    share_low: float
    """Were none of the missing customers in this group; `share` where none is missing."""
    share_high: float
    """Were all of them in this group."""
    printed_share: str | None = None
    """As it stands in the table, where all of the group is one row."""
    is_within_rounding: bool | None = None
    """Whether the printed share follows from the counts, by the places it is printed with."""


class Mix(Struct, frozen=True):
    """A table of customers, counted."""

    rows: int
    """Rows read, with the total's."""
    total: int
    """The sum of the rows that are not a total."""
    printed_total: int | None
    missing: int
    """Customers of the printed total that no row holds; below 0 where the rows hold more."""
    by_kind: Sequence[Group]
    by_vertical: Sequence[Group]
    printed_shares_sum: str | None
    """What the printed shares add up to."""
    kind_from_labels: int
    """Customers whose row says no kind: theirs is that of their vertical in the labels' file."""
    unmapped: Sequence[str]
    """Labels that no vertical claims, at most 50."""
    conflicts: Sequence[str]
    """Verticals whose kind in the labels' file is another than in the table; the table's counts."""
    left_out: Sequence["LeftOut"]
    columns: Mapping[str, str] = {}
    """What each column of the table was taken for."""
    unused: Sequence[str] = ()
    """Columns that were taken for nothing."""


class Reason(StrEnum):
    """Why a row could not be counted."""

    COUNT_MISSING = "count_missing"
    """Its count is empty."""
    COUNT_UNREADABLE = "count_unreadable"
    """Its count is no whole number from 0."""
    SUBTOTAL = "subtotal"
    """It is a part's sum: its customers stand in other rows."""
    TOTAL = "total"
    """It is a total, in a table that has a customer in each row."""
    ANOTHER_TOTAL = "another_total"
    """It is a total, and another one is larger: it may be that of a part."""


class LeftOut(Struct, frozen=True):
    """A row that was not counted."""

    row: int
    """From 1, without the header."""
    reason: Reason
    value: str


class _Row(Struct):
    kind: Kind
    vertical: str
    count: int
    share: str | None


def mix_of(table: Any, columns: Columns, labels: Labels = NO_LABELS) -> Mix:
    """The composition of a `pyarrow.Table` of customers.

    Raises: MixError (`market.mix_uncountable`) where no customer is left to count.
    """
    rows: list[_Row] = []
    left_out: list[LeftOut] = []
    unmapped: dict[str, None] = {}
    conflicts: dict[str, None] = {}
    totals: list[tuple[int, int]] = []
    kind_from_labels = 0
    kinds, verticals, counts, shares, accounts = (
        _texts(table, name)
        for name in (
            *(columns.kind, columns.vertical, columns.count, columns.share),
            columns.account,
        )
    )
    shares = _with_percent_sign(shares)
    for place in range(table.num_rows):
        written = verticals[place] or ""
        count = 1 if columns.count is None else parse_count(counts[place])
        if count is None:
            why = Reason.COUNT_UNREADABLE if counts[place] else Reason.COUNT_MISSING
            left_out.append(LeftOut(place + 1, why, _shown(counts[place] or "")))
            continue
        sum_of = _total_in((written, kinds[place], accounts[place]), is_group=bool(columns.count))
        if sum_of is Total.WHOLE and columns.count:
            totals.append((count, place))
            continue
        if sum_of is not None:
            why = Reason.SUBTOTAL if sum_of is Total.PART else Reason.TOTAL
            shown = _shown(written or kinds[place] or accounts[place] or "")
            left_out.append(LeftOut(place + 1, why, shown))
            continue
        names, known = _mapped(written, labels, unmapped)
        kind = parse_kind(kinds[place])
        if kind is not None and len(known) == 1:
            (expected,) = known
            if expected is not None and expected != kind and kind is not Kind.UNKNOWN:
                conflicts.setdefault(names)
        if kind is None:
            several = {one for one in known if one is not None}
            kind = several.pop() if len(several) == 1 and None not in known else Kind.UNKNOWN
            kind_from_labels += count if kind is not Kind.UNKNOWN else 0
        rows.append(_Row(kind, names, count, shares[place]))
    printed_total = max((count for count, _ in totals), default=None)
    left_out += [
        LeftOut(place + 1, Reason.ANOTHER_TOTAL, _shown(counts[place] or ""))
        for count, place in totals
        if count != printed_total
    ]
    total = sum(row.count for row in rows)
    if total == 0:
        raise MixError(
            "the table has no customers to count",
            hint="name the column that holds their number with --count",
        )
    missing = 0 if printed_total is None else printed_total - total
    printed = [row.share for row in rows if row.share]
    return Mix(
        rows=table.num_rows,
        total=total,
        printed_total=printed_total,
        missing=missing,
        by_kind=_groups(((row.kind.value, row) for row in rows), total, missing),
        by_vertical=_groups(((row.vertical, row) for row in rows), total, missing)
        if columns.vertical
        else [],
        printed_shares_sum=_sum_of(printed) if len(printed) == len(rows) else None,
        kind_from_labels=kind_from_labels,
        unmapped=list(unmapped)[:MOST_UNMAPPED],
        conflicts=list(conflicts),
        left_out=sorted(left_out, key=lambda one: one.row),
    )


def parse_count(text: str | None) -> int | None:
    """The whole number that a cell holds: 1264, 1,264, ~1264, 1264.0."""
    match = _COUNT.fullmatch(unicodedata.normalize("NFKC", text)) if text else None
    return int(match[1].replace(",", "")) if match else None


def parse_share(text: str | None) -> tuple[Decimal, Decimal] | None:
    """A printed share as a part of 1, and half of its last place: 72% is 0.72 and 0.005."""
    match = _SHARE.fullmatch(unicodedata.normalize("NFKC", text)) if text else None
    if match is None:
        return None
    value = Decimal(match[1])
    half = Decimal(5).scaleb(-len(match[1].partition(".")[2]) - 1)
    return (value / 100, half / 100) if match[2] else (value, half)


def _with_percent_sign(shares: list[str | None]) -> list[str | None]:
    """Shares as they stand in the table; where one has no sign and is over 1, all are per cent."""
    bare = [parse_share(text) for text in shares if text and "%" not in text and "％" not in text]
    if all(one is None or one[0] <= 1 for one in bare):
        return shares
    return [text and (text if text.rstrip()[-1:] in "%％" else f"{text}%") for text in shares]


def shares_of(mix: Mix) -> Mapping[str, float]:
    """Each kind's share."""
    return {group.id: group.share for group in mix.by_kind}


def _total_in(cells: Sequence[str | None], *, is_group: bool) -> Total | None:
    """The sum that any of the row's names is one of."""
    named = (total_named(cell, with_all=is_group) for cell in cells if cell)
    return next((one for one in named if one is not None), None)


def _texts(table: Any, name: str | None) -> list[str | None]:
    if name is None:
        return [None] * int(table.num_rows)
    return [None if one is None else str(one) for one in table.column(name).to_pylist()]


def _shown(text: str) -> str:
    """The text as a report may show it: short, and without personal data."""
    return mask_personal(text).text[:LONGEST_SHOWN]


def _mapped(
    written: str, labels: Labels, unmapped: dict[str, None]
) -> tuple[str, list[Kind | None]]:
    names: list[str] = []
    kinds: list[Kind | None] = []
    for label in split_labels(written):
        vertical = labels.vertical_of(label)
        if vertical is None and labels.verticals:
            unmapped.setdefault(_shown(label))
        names.append(_shown(label) if vertical is None else vertical.id)
        kinds.append(None if vertical is None else vertical.kind)
    return "; ".join(dict.fromkeys(names)), kinds


def _groups(rows: Iterable[tuple[str, _Row]], total: int, missing: int) -> list[Group]:
    held: dict[str, list[_Row]] = {}
    for name, row in rows:
        held.setdefault(name, []).append(row)
    groups = [_group(name, inner, total, missing) for name, inner in held.items()]
    return sorted(groups, key=lambda group: -group.count)


def _group(name: str, rows: Sequence[_Row], total: int, missing: int) -> Group:
    count = sum(row.count for row in rows)
    share = count / total
    more = max(missing, 0)
    whole = total + more
    printed = rows[0].share if len(rows) == 1 else None
    parsed = parse_share(printed)
    return Group(
        name,
        count,
        share,
        share_low=count / whole,
        share_high=(count + more) / whole,
        printed_share=printed,
        is_within_rounding=None
        if parsed is None
        else abs(Decimal(count) / Decimal(total) - parsed[0]) <= parsed[1],
    )


def _sum_of(printed: Sequence[str]) -> str | None:
    parsed = [parse_share(text) for text in printed]
    values = [one[0] for one in parsed if one is not None]
    if len(values) != len(printed):
        return None
    return str(sum(values, Decimal(0)))
