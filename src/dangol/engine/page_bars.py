"""The chart of messages: a bar for every day, or for every week of a long time."""

from datetime import date, timedelta

import msgspec

from dangol.decide.opportunity import Policy
from dangol.engine.report import RehearsalReport
from dangol.engine.report_words import first_and_last_of
from dangol.terms.languages import Language
from dangol.terms.texts import render_chart_date, render_number, render_short_date

MOST_DAYS = 62
"""Beyond this a bar is a week."""
LABELS = 5
"""Bars of the daily chart that have their day beneath them, about."""


class Bar(msgspec.Struct, frozen=True):
    """One day or week of the chart of messages."""

    day: str
    count: str
    height: str
    """CSS, of the chart."""
    label: str
    """Beneath the bar; mostly empty."""


def bars_of(
    report: RehearsalReport, policy: Policy, language: Language
) -> tuple[list[Bar], bool, int]:
    """A bar for every day, or for every week of a long time; and the top of the scale."""
    days = first_and_last_of(report, policy)
    if days is None or not report.messages_by_day:
        return [], False, 0
    # Silence speaks after the last event, so that a message may fall on a day without events.
    days = (*days, *(date.fromisoformat(day) for day in report.messages_by_day))
    first = min(days)
    length = (max(days) - first).days + 1
    is_weekly = length > MOST_DAYS
    span = 7 if is_weekly else 1
    counts = [0] * -(-length // span)
    for day, count in report.messages_by_day.items():
        counts[(date.fromisoformat(day) - first).days // span] += count
    top = _round_up(max(counts))
    step = max(1, round(len(counts) / LABELS))
    if not is_weekly and step > 3:
        step = 7 * max(1, round(step / 7))
    bars: list[Bar] = []
    for place, count in enumerate(counts):
        day = first + timedelta(days=place * span)
        is_labelled = place % step == 0 and place + step / 2 < len(counts) + (place == 0)
        label = render_chart_date(day, language) if is_labelled else ""
        shown = render_short_date(day, language)
        bars.append(Bar(shown, render_number(count), f"{count / top:.2%}", label))
    return bars, is_weekly, top


def _round_up(count: int) -> int:
    """The least even number of one or two digits and noughts that is not below the count."""
    scale = 10 ** max(len(str(count)) - 2, 0)
    steps = (2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100)
    return next(step * scale for step in steps if step * scale >= count)
