"""How long a calendar's repetitions take to expand, reckoned before anything is expanded.

Anybody can send a host an invitation, and some programs put it into the calendar at once: a rule
of a few bytes may stand for billions of times, or be looked for until the year 9999 and never be
found.

Source: RFC 5545 §3.3.10 (what a rule may say with which frequency).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

MOST_STEPS = 1_000_000
"""Of all rules of one calendar; some seconds of work."""
MOST_A_STEP = 48
"""Times that one step of a rule may stand for."""
SEARCH_STEPS = 10_000
"""Reckoned for a rule that may go on looking for a while."""
_DAYS = {"HOURLY": 1 / 24, "DAILY": 1.0, "WEEKLY": 7.0, "MONTHLY": 30.0, "YEARLY": 365.0}
_LAST = date(9999, 12, 31)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NOT_WITH = {
    "HOURLY": ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "BYHOUR"),
    "DAILY": ("BYYEARDAY", "BYWEEKNO", "BYSETPOS"),
    "WEEKLY": ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"),
    "MONTHLY": ("BYYEARDAY", "BYWEEKNO"),
    "YEARLY": (),
}
"""What the standard forbids, or what nobody writes and may never be found."""


def steps_of(rules: Iterable[Any], starts: date, until: date) -> float:
    """How many steps it takes to expand those rules to then; more than anybody takes where one of
    them cannot be reckoned.
    """
    return sum(_steps(rule, _day(starts), until) for rule in rules)


def _steps(rule: Any, starts: date, until: date) -> float:
    frequency = _said(rule, "FREQ").upper()
    if frequency not in _DAYS or any(_all(rule, name) for name in _NOT_WITH[frequency]):
        return float("inf")
    try:
        interval = int(_said(rule, "INTERVAL") or 1)
        months = [int(str(one)) for one in _all(rule, "BYMONTH")] or list(range(1, 13))
        days = [abs(int(str(one))) for one in _all(rule, "BYMONTHDAY")]
        at_once = [max(len(_all(rule, name)), 1) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
        longest = max(_LENGTHS[month - 1] for month in months)
    except (ValueError, IndexError):
        return float("inf")
    each = at_once[0] * at_once[1] * at_once[2]
    is_never = bool(days) and min(days) > longest
    if interval < 1 or each > MOST_A_STEP or is_never:
        return float("inf")
    may_miss = {"DAILY": ("BYDAY", "BYMONTH", "BYMONTHDAY"), "WEEKLY": ("BYMONTH",)}
    misses = interval > 1 and any(_all(rule, name) for name in may_miss.get(frequency, ()))
    ends = _LAST if misses else _end(rule, until)
    steps = max((ends - starts).days, 1) / (_DAYS[frequency] * interval) * each
    return steps + (SEARCH_STEPS if _all(rule, "BYSETPOS") else 0)


def _end(rule: Any, until: date) -> date:
    said = next((one for one in _all(rule, "UNTIL") if isinstance(one, date)), until)
    return min(_day(said), until)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _said(rule: Any, name: str) -> str:
    return next((str(one) for one in _all(rule, name)), "")


def _all(rule: Any, name: str) -> list[Any]:
    found = rule.get(name, [])
    return cast("list[Any]", found) if isinstance(found, list) else [found]
