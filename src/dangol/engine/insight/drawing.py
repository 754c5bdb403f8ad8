"""Where each mark of a chart stands, in shares of the chart's own width and height.

HTML and inline SVG can draw it so on any screen.
"""

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, isfinite, log10

from msgspec import Struct

from dangol.engine.insight.charts import (
    BarRow,
    Bars,
    Chart,
    Intervals,
    Line,
    Lines,
    Matrix,
    Stacks,
    Tornado,
)

SERIES = 8
"""Colours that series take in turn; lines have as many strokes: colour alone says nothing."""
TICKS = 4
"""Steps of a scale, about."""
SHADES = 5
"""Steps of a matrix's shading."""
X_LABELS = 6
"""Labels beneath the lines, at most about."""


class Mark(Struct, frozen=True):
    """A bar or a range: where it begins and how long it is, in CSS; and its colour."""

    left: str
    width: str
    series: int


class Row(Struct, frozen=True):
    """A line of a drawn chart."""

    label: str
    note: str
    shown: str
    marks: Sequence[Mark] = ()
    point: str = ""
    """Where the estimate stands, in CSS."""
    of: str = ""
    """The series' name, where the row is one of several."""


class Tick(Struct, frozen=True):
    """A text of a scale, and where it stands, in CSS."""

    place: str
    shown: str
    side: str = ""
    """`start` or `end` where the text would hang over an end of the scale."""


class Stroke(Struct, frozen=True):
    """A drawn line: its name, its colour, and an SVG path over 100 by 100 for each unbroken run."""

    label: str
    series: int
    path: str


class Drawn(Struct, frozen=True):
    """A chart laid out; `kind` names its part of the template."""

    kind: str
    caption: str
    rows: Sequence[Row] = ()
    groups: Sequence[tuple[str, str, Sequence[Row]]] = ()
    legend: Sequence[tuple[str, int]] = ()
    ticks: Sequence[Tick] = ()
    heights: Sequence[Tick] = ()
    strokes: Sequence[Stroke] = ()
    mark: str = ""
    columns: Sequence[str] = ()
    cells: Sequence[tuple[str, Sequence[tuple[str, int]]]] = ()
    """Rows of texts; the numbers are the shades of a matrix."""


def draw(chart: Chart) -> Drawn:
    """The chart with every mark in its place."""
    match chart:
        case Bars():
            return _draw_bars(chart)
        case Stacks():
            return _draw_stacks(chart)
        case Lines():
            return _draw_lines(chart)
        case Intervals():
            return _draw_intervals(chart)
        case Tornado():
            return _draw_tornado(chart)
        case Matrix():
            return _draw_matrix(chart)


def round_steps(low: float, high: float, steps: int = TICKS) -> list[float]:
    """Round numbers from at most `low` to at least `high`, evenly spaced, about so many steps."""
    if not (isfinite(low) and isfinite(high)) or high <= low:
        return [low, low + 1.0] if isfinite(low) else [0.0, 1.0]
    rough = (high - low) / steps
    scale = 10.0 ** floor(log10(rough))
    step = next(size * scale for size in (1, 2, 2.5, 5, 10) if size * scale >= rough * 0.999999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [place * step for place in range(first, last + 1)]


def _draw_bars(chart: Bars) -> Drawn:
    values = [one.value for row in chart.rows for one in row.values if one.value is not None]
    low = min([0.0, *values])
    high = chart.most if chart.most is not None else max([0.0, *values])

    def rows_of(row: BarRow) -> list[Row]:
        return [
            Row(
                row.label if len(row.values) == 1 else "",
                row.note if len(row.values) == 1 else "",
                one.shown,
                [] if not one.value else [_span(low, high, 0.0, one.value, place)],
                of=chart.series[place] if len(row.values) > 1 else "",
            )
            for place, one in enumerate(row.values)
        ]

    legend = [(name, place) for place, name in enumerate(chart.series)]
    groups = [(row.label, row.note, rows_of(row)) for row in chart.rows]
    if all(len(row.values) == 1 for row in chart.rows):
        rows = [row for _, _, inner in groups for row in inner]
        return Drawn("bars", chart.caption, rows=rows)
    return Drawn("groups", chart.caption, groups=groups, legend=legend)


def _draw_stacks(chart: Stacks) -> Drawn:
    groups: list[tuple[str, str, Sequence[Row]]] = []
    legend: dict[str, int] = {}
    for row in chart.rows:
        whole = sum(part.value for part in row.parts) or 1.0
        begun = 0.0
        parts: list[Row] = []
        for place, part in enumerate(row.parts):
            series = place if part.series is None else part.series
            legend.setdefault(part.label, series)
            mark = _span(0.0, whole, begun, begun + part.value, series)
            parts.append(Row(part.label, "", part.shown, [mark] if part.value > 0 else []))
            begun += part.value
        groups.append((row.label, row.note, parts))
    return Drawn("stacks", chart.caption, groups=groups, legend=list(legend.items()))


def _draw_lines(chart: Lines) -> Drawn:
    values = [value for line in chart.series for value in line.values if value is not None]
    low = min([0.0, *values]) if chart.is_from_zero else min(values, default=0.0)
    steps = round_steps(low, max(values, default=1.0))
    low, high = steps[0], steps[-1]
    last = max(len(chart.points) - 1, 1)

    def path_of(line: Line) -> str:
        path, is_open = "", False
        for place, value in enumerate(line.values):
            if value is not None:
                path += f"{'L' if is_open else 'M'}{100 * place / last:.2f} "
                path += f"{100 - 100 * (value - low) / (high - low):.2f}"
                # A value alone between gaps is a line of no length, which a round cap shows.
                path += "" if is_open else "h0"
            is_open = value is not None
        return path

    every = chart.label_every or max(1, ceil(len(chart.points) / X_LABELS))
    ticks = [
        Tick(f"{100 * place / last:.2f}%", label, _side(place / last))
        for place, label in enumerate(chart.points)
        if place % every == 0 and (place + every / 2 <= last or place in (0, last))
    ]
    cells = [
        (
            label,
            [
                ("–" if (value := line.values[place]) is None else chart.shown(value), 0)
                for line in chart.series
            ],
        )
        for place, label in enumerate(chart.points)
    ]
    return Drawn(
        "lines",
        chart.caption,
        legend=[(line.label, place % SERIES) for place, line in enumerate(chart.series)],
        ticks=ticks,
        heights=[
            Tick(f"{100 * (step - low) / (high - low):.2f}%", chart.shown(step)) for step in steps
        ],
        strokes=[
            Stroke(line.label, place % SERIES, path_of(line))
            for place, line in enumerate(chart.series)
        ],
        columns=[chart.first, *(line.label for line in chart.series)],
        cells=cells,
    )


def _draw_intervals(chart: Intervals) -> Drawn:
    bounds = [bound for row in chart.rows for bound in (row.low, row.value, row.high)]
    bounds += [] if chart.mark is None else [chart.mark]
    low = min(bounds, default=0.0) if chart.least is None else chart.least
    high = max(bounds, default=1.0) if chart.most is None else chart.most
    steps = round_steps(low, high)
    low, high = steps[0], steps[-1]
    return Drawn(
        "intervals",
        chart.caption,
        rows=[
            Row(
                row.label,
                row.note,
                row.shown,
                [_span(low, high, row.low, row.high, row.series)],
                _place(low, high, row.value),
            )
            for row in chart.rows
        ],
        ticks=_scale(low, high, steps, chart.shown),
        mark="" if chart.mark is None else _place(low, high, chart.mark),
    )


def _draw_tornado(chart: Tornado) -> Drawn:
    bounds = [chart.middle, *(bound for row in chart.rows for bound in (row.low, row.high))]
    steps = round_steps(min(bounds), max(bounds))
    low, high = steps[0], steps[-1]
    rows = [
        Row(
            row.label,
            row.note,
            f"{row.shown_low} → {row.shown_high}",
            [
                _span(low, high, chart.middle, row.low, 1),
                _span(low, high, chart.middle, row.high, 0),
            ],
        )
        for row in chart.rows
    ]
    return Drawn(
        "tornado",
        chart.caption,
        rows=rows,
        legend=[(chart.low_label, 1), (chart.high_label, 0)],
        ticks=_scale(low, high, steps, chart.shown),
        mark=_place(low, high, chart.middle),
    )


def _draw_matrix(chart: Matrix) -> Drawn:
    return Drawn(
        "matrix",
        chart.caption,
        columns=[chart.corner, *chart.columns],
        cells=[
            (
                label,
                [(cell.shown, round(max(0.0, min(1.0, cell.shade)) * SHADES)) for cell in cells],
            )
            for label, cells in chart.rows
        ],
    )


def _scale(
    low: float, high: float, steps: Iterable[float], shown: Callable[[float], str]
) -> list[Tick]:
    return [
        Tick(_place(low, high, step), shown(step), _side((step - low) / (high - low)))
        for step in steps
    ]


def _side(share: float) -> str:
    return "start" if share < 0.04 else "end" if share > 0.96 else ""


def _place(low: float, high: float, value: float) -> str:
    share = (value - low) / (high - low) if high > low else 0.0
    return f"{100 * max(0.0, min(1.0, share)):.2f}%"


def _span(low: float, high: float, begin: float, end: float, series: int) -> Mark:
    begin, end = min(begin, end), max(begin, end)
    whole = high - low if high > low else 1.0
    left = max(0.0, (begin - low) / whole)
    width = max(0.0, min(1.0, (end - low) / whole) - left)
    return Mark(f"{100 * left:.2f}%", f"{100 * width:.2f}%", series % SERIES)
