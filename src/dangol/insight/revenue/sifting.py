"""Which rows of a ledger count: those that cannot are set aside by kind, and none is lost.

Rows without account, month or amount, and those in another currency, are set aside, each kind with
its number, its money and the first rows. Negative and repeated rows are named, and counted unless
that was declined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
from msgspec import Struct

from dangol.insight.revenue.amounts import Amounts, amounts_of
from dangol.insight.revenue.columns import Codes, Flags, Ints, codes_of
from dangol.insight.totals import total_named
from dangol.terms.currencies import EXPONENTS, MARKS
from dangol.terms.errors import InputError

FEWEST_CELLS, CELLS_A_ROW = 1 << 20, 4
"""How many cells repeated rows are looked for in."""
MOST_PLACES = 20
"""Rows of a kind that are named one by one."""


class Sort(StrEnum):
    """Why rows were set aside, or named."""

    TOTAL = "total"
    """The account or the feature is named as a sum: its money stands in other rows."""
    NO_ACCOUNT = "no_account"
    """No account stands in the row."""
    NO_MONTH = "no_month"
    """The month is empty or does not read as one."""
    NO_START = "no_start"
    """The start is empty or does not read as a day."""
    NO_END = "no_end"
    """An end stands there that does not read as a day."""
    ENDS_EARLY = "ends_early"
    """A subscription ends before it starts."""
    NO_AMOUNT = "no_amount"
    """The amount is empty or does not read as one."""
    OTHER_CURRENCY = "other_currency"
    """Another currency than the report's."""
    NO_CURRENCY = "no_currency"
    """The currency's cell holds none that ISO 4217 lists."""
    LATER = "later"
    """After the last month that was asked for."""
    NEGATIVE = "negative"
    """The amount is below nought: a credit, or a slip."""
    DOUBLED = "doubled"
    """The row repeats an earlier one in all that counts."""


SAID = {
    Sort.TOTAL: "a total's name",
    Sort.NO_ACCOUNT: "no account",
    Sort.NO_MONTH: "no month that can be read",
    Sort.NO_START: "no start that can be read",
    Sort.NO_END: "an end that cannot be read",
    Sort.ENDS_EARLY: "an end before the start",
    Sort.NO_AMOUNT: "no amount that can be read",
    Sort.OTHER_CURRENCY: "another currency",
    Sort.NO_CURRENCY: "no currency that is known",
    Sort.LATER: "a month after the last one asked for",
    Sort.NEGATIVE: "an amount below nought",
    Sort.DOUBLED: "what an earlier row has",
}
"""How an error says it."""


class Named(Struct, frozen=True):
    """Rows of one kind."""

    sort: Sort
    is_counted: bool
    """Whether they are in the figures all the same."""
    rows: int
    minor: int | None
    """What they add up to, where it could be read in the report's currency."""
    first_rows: tuple[int, ...]
    """The first of them, counted from 0."""
    currency: str = ""
    """Of OTHER_CURRENCY: which."""


class LedgerError(InputError):
    """A ledger of which no report can be made."""

    code = "revenue.no_ledger"


class MixedLedgerError(InputError):
    """A ledger in several currencies, and none was chosen."""

    code = "revenue.mixed_currencies"

    def __init__(self, counts: dict[str, int]) -> None:
        said = ", ".join(f"{code or 'no currency'} ({n:,} rows)" for code, n in counts.items())
        codes = " or ".join(code for code in counts if code)
        super().__init__(
            f"the ledger holds {said}, which cannot be added",
            hint=f"make one report for each: --currency {codes}",
        )


@dataclass(frozen=True)
class LedgerOptions:
    """How a ledger is to be read."""

    currency: str | None = None
    """None: the one that the file names."""
    count_negative: bool = True
    count_doubled: bool = True
    no_feature: str = "(none)"
    """What rows without a feature are called."""


class CommonColumns(Protocol):
    """Which column holds what, in every kind of ledger."""

    @property
    def account(self) -> str: ...
    @property
    def feature(self) -> str: ...
    @property
    def amount(self) -> str: ...
    @property
    def currency(self) -> str | None: ...


class Sifted:
    """The columns that every kind of ledger has, and which rows are still counted."""

    def __init__(self, table: Any, columns: CommonColumns, options: LedgerOptions) -> None:
        self.options = options
        self.rows: int = table.num_rows
        self.kept: Flags = np.ones(self.rows, dtype=np.bool_)
        self.named: list[Named] = []
        self.account = codes_of(table[columns.account])
        self.feature = _with_none(codes_of(table[columns.feature]), options.no_feature)
        self.amounts = self._amounts(table, columns.amount, columns.currency)
        self.set_aside(Sort.TOTAL, _totals(self.account) | _totals(self.feature))
        self.set_aside(Sort.NO_ACCOUNT, self.account.codes < 0)
        self.set_aside(Sort.NO_AMOUNT, self.amounts.unread)

    def set_aside(self, sort: Sort, found: Flags, currency: str = "") -> None:
        """Rows of that kind are counted no more."""
        found = found & self.kept
        if not found.any():
            return
        is_readable = sort not in (Sort.NO_AMOUNT, Sort.NO_CURRENCY, Sort.OTHER_CURRENCY)
        self._name(sort, found, is_counted=False, is_readable=is_readable, currency=currency)
        self.kept &= ~found

    def finish(self, when: Sequence[Ints], row_id: Ints | None) -> Ints | None:
        """Negative and repeated rows are named; returns the counted rows, None for all."""
        minor = self.amounts.minor
        if (negative := (minor < 0) & self.kept).any():
            self._decide(Sort.NEGATIVE, negative, is_counted=self.options.count_negative)
        keys: list[Ints] = [self.account.codes, self.feature.codes, *when, minor]
        if row_id is not None:
            keys.append(row_id)
        if (doubled := _doubled(keys, self.kept)).any():
            self._decide(Sort.DOUBLED, doubled, is_counted=self.options.count_doubled)
        if not self.kept.any():
            reasons = "; ".join(f"{one.rows:,} with {SAID[one.sort]}" for one in self.named)
            is_late = all(one.sort is Sort.LATER for one in self.named)
            raise LedgerError(
                f"no row of the ledger can be counted ({reasons})",
                hint="ask for a later month with --until"
                if is_late
                else "check which columns hold the account, the month and the amount",
            )
        return None if self.kept.all() else np.flatnonzero(self.kept)

    def _decide(self, sort: Sort, found: Flags, *, is_counted: bool) -> None:
        if is_counted:
            self._name(sort, found, is_counted=True, is_readable=True)
        else:
            self.set_aside(sort, found)

    def _name(
        self,
        sort: Sort,
        found: Flags,
        *,
        is_counted: bool,
        is_readable: bool,
        currency: str = "",
    ) -> None:
        rows = np.flatnonzero(found)
        minor = int(self.amounts.minor[rows].sum()) if is_readable else None
        first = tuple(rows[:MOST_PLACES].tolist())
        self.named.append(Named(sort, is_counted, len(rows), minor, first, currency))

    def _amounts(self, table: Any, amount: str, column: str | None) -> Amounts:
        """The amounts in the one currency of the report."""
        chosen = self.options.currency
        if column is None:
            amounts = amounts_of(table[amount], chosen)
            counts = {code: int(rows.sum()) for code, rows in amounts.foreign.items()}
            if counts and chosen is None:
                others = sum(counts.values()) + int(amounts.unread.sum())
                own = {amounts.currency: self.rows - others}
                raise MixedLedgerError(own | counts if self.rows > others else counts)
            for code, rows in amounts.foreign.items():
                self.set_aside(Sort.OTHER_CURRENCY, rows, code)
            return amounts
        named = codes_of(table[column])
        codes = [currency_named(value) for value in named.values]
        known = sorted({code for code in codes if code})
        if chosen is None and len(known) > 1:
            counts = np.bincount(named.codes[named.codes >= 0], minlength=len(codes))
            raise MixedLedgerError(
                {code: int(counts[[one == code for one in codes]].sum()) for code in known}
            )
        if chosen is None and not known:
            raise LedgerError(
                f"the column “{column}” names no currency",
                hint="codes such as KRW, JPY or USD are understood",
            )
        amounts = amounts_of(table[amount], chosen or known[0])
        place = np.array([known.index(code) if code else -1 for code in codes] + [-1])
        which = place[named.codes]
        self.set_aside(Sort.NO_CURRENCY, which < 0)
        for code in known:
            if code != amounts.currency:
                self.set_aside(Sort.OTHER_CURRENCY, which == known.index(code), code)
        for code, rows in amounts.foreign.items():
            self.set_aside(Sort.OTHER_CURRENCY, rows, code)
        return amounts


def currency_named(text: str) -> str | None:
    """The currency that a cell names by its code or its sign."""
    word = text.strip().upper()
    return word if word in EXPONENTS else next(iter(MARKS.get(word, ())), None)


def _totals(coded: Codes) -> Flags:
    """Rows whose value is the name of a sum, unless all have such a one: then it is a name."""
    names = np.array([total_named(value) is not None for value in coded.values] + [False])
    found: Flags = names[coded.codes]
    return np.zeros_like(found) if names[:-1].all() else found


def _with_none(coded: Codes, name: str) -> Codes:
    """Rows without a feature have one of their own: their money is not lost."""
    empty = coded.codes < 0
    if not empty.any():
        return coded
    return Codes(np.where(empty, len(coded.values), coded.codes), (*coded.values, name))


def _doubled(keys: Sequence[Ints], kept: Flags) -> Flags:
    """Which kept rows repeat an earlier one in every key."""
    doubled = np.zeros(len(kept), dtype=np.bool_)
    rows = np.flatnonzero(_may_repeat(keys) & kept)
    if not len(rows):
        return doubled
    # The last key sorts first; the row itself breaks ties, so that the earliest stands first.
    order = np.lexsort((rows, *(key[rows] for key in keys)))
    rows = rows[order]
    same = np.ones(len(rows), dtype=np.bool_)
    same[0] = False
    for key in keys:
        same[1:] &= key[rows[1:]] == key[rows[:-1]]
    doubled[rows[same]] = True
    return doubled


def _may_repeat(keys: Sequence[Ints]) -> Flags:
    """Rows of which another has the same leading keys: all repeated ones, and often few others.

    As many keys are taken as can be counted in cells of their own.
    """
    size = len(keys[0])
    cells = np.zeros(size, dtype=np.int64)
    span = 1
    for key in keys:
        low = int(key.min())
        reach = int(key.max()) - low + 1
        if span * reach > max(FEWEST_CELLS, CELLS_A_ROW * size):
            break
        cells *= reach
        cells += key
        cells -= low
        span *= reach
    found: Flags = (np.bincount(cells, minlength=span) > 1)[cells]
    return found
