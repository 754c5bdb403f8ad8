"""What accounts speak of, beside what the same accounts pay: revenue at stake by theme.

1. An account has a theme from the month of its first note on it. Without dates, the month is the
   one a window before the ledger's last.
2. At stake: what accounts with the theme pay in the last month.
3. Lost: of the accounts that paid in that month, those that pay nothing a window later. Where the
   ledger does not reach that far yet, the account is too recent and not counted.
4. Compared with: accounts that have notes, but none on the theme, from the month of their first
   note. The interval of the difference is widened for the number of themes looked at.

It is association: who speaks of a theme differs in other ways, and the note may follow from the
wish to leave. What a theme costs is known from a holdout alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from dangol.insight.intervals import (
    LEVEL,
    Interval,
    bootstrap_sum,
    difference,
    wilson,
)
from dangol.insight.masking import mask_personal
from dangol.insight.revenue.amounts import exponent_for
from dangol.insight.revenue.columns import Ints, first_of
from dangol.insight.revenue.ledger import Ledger
from dangol.insight.revenue.movements import by_account
from dangol.insight.revenue.trials import Trial, trial_of
from dangol.terms.errors import InputError

WINDOW_MONTHS = 6
DRAWS = 2_000
FEWEST = 10
"""With fewer accounts on either side nothing is said of a difference, nor of how it may vary."""

Told: TypeAlias = Literal["more", "less", "cannot_tell", "too_few"]
"""Whether accounts with the theme are lost more often than those without."""


class NoThemesError(InputError):
    """Themes that say nothing of the ledger's accounts."""

    code = "revenue.no_themes"


class Hit(Struct, frozen=True):
    """An account spoke of a theme."""

    account: str
    theme: str
    month: int | None = None
    """Counted from 1970-01."""


class Lost(Struct, frozen=True):
    """Of accounts that paid, those that pay nothing a window later. Money in minor units."""

    at_risk: int
    lost: int
    share: Interval | None
    too_recent: int
    """Accounts whose window is not over."""
    not_paying: int
    """Accounts that paid nothing in the month of the note, or before the ledger begins."""
    paid_then: int
    paid_later: int
    """What those at risk pay a window later."""
    change: Interval | None
    """The difference; None of fewer than FEWEST accounts, of which no spread can be told."""


class ThemeRow(Struct, frozen=True):
    """A theme beside its accounts' revenue. Money in minor units."""

    theme: str
    accounts: int
    """In the ledger."""
    at_stake: Interval
    """What they pay in the last month."""
    at_stake_share: float | None
    lost_with: Lost
    lost_without: Lost
    gap: Interval | None
    """Share lost with the theme less share lost without, at the widened level."""
    told: Told
    trial: Trial | None


class ThemesReport(Struct, frozen=True):
    """All themes, the most revenue at stake first."""

    currency: str
    exponent: int
    last_month: date
    window_months: int
    has_dates: bool
    accounts: int
    """In the ledger."""
    accounts_with_notes: int
    """Of those."""
    net_mrr: int
    unknown_accounts: int
    """With notes, and not in the ledger."""
    first_unknown: tuple[str, ...]
    level: float
    """Of each theme's gap, so that all gaps together keep 95%."""
    seed: int
    draws: int
    themes: tuple[ThemeRow, ...]


def join_themes(
    ledger: Ledger,
    hits: Sequence[Hit],
    *,
    window_months: int = WINDOW_MONTHS,
    seed: int = 0,
    draws: int = DRAWS,
) -> ThemesReport:
    """Each theme with the revenue and the losses of its accounts.

    Laws: the same arguments give the same report.
    Raises: NoThemesError (`revenue.no_themes`).
    """
    place = {name: code for code, name in enumerate(ledger.accounts)}
    known = [hit for hit in hits if hit.account in place]
    if not known:
        raise NoThemesError(
            f"none of the {len({hit.account for hit in hits}):,} accounts with themes is in the"
            " ledger",
            hint="check that both files name accounts alike (--account, --theme-account)",
        )
    unknown = sorted({hit.account for hit in hits} - place.keys())
    has_dates = any(hit.month is not None for hit in known)
    money = _Money(ledger, window_months)
    firsts: dict[str, dict[int, int]] = {}
    anywhere: dict[int, int] = {}
    for hit in known:
        if has_dates and hit.month is None:
            continue
        month = money.window_start if hit.month is None else hit.month - ledger.first_month
        account = place[hit.account]
        own = firsts.setdefault(hit.theme, {})
        own[account] = min(month, own.get(account, month))
        anywhere[account] = min(month, anywhere.get(account, month))
    level = 1 - (1 - LEVEL) / max(len(firsts), 1)
    rows = [
        _theme_row(
            theme,
            firsts[theme],
            anywhere,
            money=money,
            level=level,
            seed=(seed, number),
            draws=draws,
        )
        for number, theme in enumerate(sorted(firsts))
    ]
    return ThemesReport(
        ledger.currency,
        exponent_for(ledger.currency),
        first_of(ledger.first_month + ledger.months - 1),
        window_months,
        has_dates,
        len(ledger.accounts),
        len(anywhere),
        money.total,
        len(unknown),
        tuple(mask_personal(name).text for name in unknown[:10]),
        level,
        seed,
        draws,
        tuple(sorted(rows, key=lambda row: (-row.at_stake.value, row.theme))),
    )


class _Money:
    """What each account pays in any month."""

    def __init__(self, ledger: Ledger, window: int) -> None:
        series = by_account(ledger)
        self._keys = series.series * ledger.months + series.month
        self._minor = series.minor
        self.months, self.window = ledger.months, window
        self.accounts = len(ledger.accounts)
        self.last = ledger.months - 1
        self.window_start = max(self.last - window, 0)
        self.total = int(self.of(np.arange(self.accounts), np.full(self.accounts, self.last)).sum())

    def of(self, accounts: Ints, months: Ints) -> Ints:
        """The amount of each account in its month; nought where it has none."""
        keys = accounts * self.months + months
        place = np.searchsorted(self._keys, keys).clip(max=len(self._keys) - 1)
        return np.where(self._keys[place] == keys, self._minor[place], 0)

    def lost(self, firsts: dict[int, int], seed: tuple[int, ...], draws: int) -> Lost:
        """What became of accounts, each from its own month on."""
        accounts = np.array(sorted(firsts), dtype=np.int64)
        months = np.array([firsts[one] for one in accounts.tolist()], dtype=np.int64)
        is_within = (months >= 0) & (months <= self.last)
        paid = np.zeros(len(accounts), dtype=np.int64)
        paid[is_within] = self.of(accounts[is_within], months[is_within])
        is_paying = paid > 0
        is_over = months + self.window <= self.last
        kept = is_paying & is_over
        later = self.of(accounts[kept], months[kept] + self.window)
        lost = int((later <= 0).sum())
        at_risk = int(kept.sum())
        return Lost(
            at_risk,
            lost,
            wilson(lost, at_risk),
            int((is_paying & ~is_over).sum()),
            int((~is_paying).sum()),
            int(paid[kept].sum()),
            int(later.sum()),
            bootstrap_sum(later - paid[kept], seed, draws) if at_risk >= FEWEST else None,
        )


def _theme_row(
    theme: str,
    firsts: dict[int, int],
    anywhere: dict[int, int],
    *,
    money: _Money,
    level: float,
    seed: tuple[int, int],
    draws: int,
) -> ThemeRow:
    accounts = np.array(sorted(firsts), dtype=np.int64)
    now = money.of(accounts, np.full(len(accounts), money.last))
    at_stake = bootstrap_sum(now, (*seed, 0), draws, among=money.accounts)
    without = {account: month for account, month in anywhere.items() if account not in firsts}
    one = money.lost(firsts, (*seed, 1), draws)
    other = money.lost(without, (*seed, 2), draws)
    gap = _gap(one, other, level)
    return ThemeRow(
        theme,
        len(accounts),
        at_stake,
        float(now.sum()) / money.total if money.total > 0 else None,
        one,
        other,
        gap,
        _told(one, other, gap),
        trial_of(theme),
    )


def _gap(one: Lost, other: Lost, level: float) -> Interval | None:
    left, right = wilson(one.lost, one.at_risk, level), wilson(other.lost, other.at_risk, level)
    return None if left is None or right is None else difference(left, right)


def _told(one: Lost, other: Lost, gap: Interval | None) -> Told:
    if gap is None or min(one.at_risk, other.at_risk) < FEWEST:
        return "too_few"
    if gap.low > 0:
        return "more"
    return "less" if gap.high < 0 else "cannot_tell"
