"""Does a printed table of features agree with itself, within the rounding it was printed with?

A number printed as 5.5 may have been anything from 5.45 to 5.55; one printed as 25, from 24.5 to
25.5. A sum or a share agrees if some values inside those bounds fit together.
"""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from dangol.insight.totals import Total, total_named
from dangol.terms.errors import InputError


class PrintedTableError(InputError):
    """A table that cannot be checked."""

    code = "revenue.no_printed_table"


class PrintedRow(Struct, frozen=True):
    """A feature as printed, and its share as the amounts give it."""

    feature: str
    amount: str
    share: str
    share_of_total: float
    """Of the printed total."""
    share_of_sum: float
    """Of what the rows add up to."""
    least: float
    most: float
    """Between which the share may lie, given the rounding of the amount and the total."""
    agrees: bool
    """Whether the printed share lies there, within its own rounding. True where none is printed."""


class PrintedCheck(Struct, frozen=True):
    """The table against itself."""

    rows: tuple[PrintedRow, ...]
    total: str
    """As printed."""
    rows_sum: str
    difference: str
    """The rows' sum less the printed total."""
    allowed: str
    """How far the two may be apart by rounding alone."""
    sum_agrees: bool
    shares_sum: str
    shares_agree: bool
    """Whether the printed shares add up to one, within rounding; True where none are printed."""

    @property
    def agrees(self) -> bool:
        """Whether nothing is outside its rounding."""
        return self.sum_agrees and self.shares_agree and all(row.agrees for row in self.rows)


def check_printed(rows: Sequence[tuple[str, str | None, str | None]]) -> PrintedCheck:
    """The check of rows of feature, amount and share; one row is the total.

    Raises: PrintedTableError (`revenue.no_printed_table`).
    """
    parts: list[tuple[str, _Printed, _Printed | None]] = []
    total: _Printed | None = None
    in_percent = _are_percentages([share for _, _, share in rows])
    for place, (feature, amount, share) in enumerate(rows, start=1):
        read = _read(amount)
        if read is None:
            raise PrintedTableError(
                f"row {place} ({feature}): the amount {amount!r} is no number",
                hint="name the column of the amounts with --amount",
            )
        if total_named(feature, with_all=True) is not Total.WHOLE:
            parts.append((feature, read, _read(share, in_percent=in_percent)))
        elif total is None:
            total = read
        else:
            raise PrintedTableError(
                f"row {place} ({feature}) is a second total",
                hint="check one table at a time: leave subtotals and other tables out",
            )
    if total is None or not parts or total.least <= 0:
        raise PrintedTableError(
            "the table has no total above nought", hint="the total's row is called total or 합계"
        )
    rows_sum = sum((amount.value for _, amount, _ in parts), Decimal(0))
    allowed = sum((amount.half for _, amount, _ in parts), total.half)
    shares = [share for _, _, share in parts if share is not None]
    shares_sum = sum((share.value for share in shares), Decimal(0))
    shares_half = sum((share.half for share in shares), Decimal(0))
    return PrintedCheck(
        tuple(_row(name, amount, share, total, rows_sum) for name, amount, share in parts),
        total.text,
        str(rows_sum),
        str(rows_sum - total.value),
        str(allowed),
        abs(rows_sum - total.value) <= allowed,
        str(shares_sum) if shares else "",
        len(shares) < len(parts) or abs(shares_sum - 1) <= shares_half,
    )


class _Printed(Struct, frozen=True):
    text: str
    value: Decimal
    half: Decimal
    """Half a unit of the last place that is printed."""

    @property
    def least(self) -> Decimal:
        return self.value - self.half

    @property
    def most(self) -> Decimal:
        return self.value + self.half


def _are_percentages(shares: Sequence[str | None]) -> bool:
    """Whether shares without a sign are percentages: no part is more than the whole."""
    read = [_read(share) for share in shares]
    return any(one is not None and not one.text.endswith("%") and one.value > 1 for one in read)


def _read(text: str | None, *, in_percent: bool = False) -> _Printed | None:
    """The number as printed; a percentage as a ratio."""
    plain = unicodedata.normalize("NFKC", text or "").strip().replace(",", "").lstrip("~").strip()
    is_percent = plain.endswith("%") or in_percent
    try:
        value = Decimal(plain.rstrip("%").strip())
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    half = Decimal(5).scaleb(exponent - 1)
    if is_percent:
        value, half = value / 100, half / 100
    return _Printed(plain, value, half)


def _row(
    feature: str, amount: _Printed, share: _Printed | None, total: _Printed, rows_sum: Decimal
) -> PrintedRow:
    # The share is smallest where the amount was rounded up and the total down.
    ends = [
        one / other for one in (amount.least, amount.most) for other in (total.least, total.most)
    ]
    least, most = min(ends), max(ends)
    agrees = share is None or (share.most >= least and share.least <= most)
    return PrintedRow(
        feature,
        amount.text,
        share.text if share else "",
        float(amount.value / total.value),
        float(amount.value / rows_sum) if rows_sum else 0.0,
        float(least),
        float(most),
        agrees,
    )
