"""A report holds what it was given and nothing else: no script, no request, no link that runs."""

import re

import pytest
from tests.insight.pages.sample import sample_page

from dangol.engine.insight.charts import (
    BarRow,
    Bars,
    IntervalRow,
    Intervals,
    Line,
    Lines,
    Measured,
    Tornado,
    TornadoRow,
)
from dangol.engine.insight.drawing import draw, round_steps
from dangol.engine.insight.pages import Cell, Column, Page, Section, Table, render_insight
from dangol.terms.languages import Language


@pytest.mark.parametrize("language", list(Language))
def test_a_page_is_one_file_without_script_or_request(language: Language) -> None:
    page = render_insight(sample_page(language))
    assert f'<html lang="{language.value}">' in page
    assert "<script" not in page
    assert re.findall(r"(?:src|href)=\"(?!#)", page) == []
    assert "default-src 'none'" in page
    assert page.count("<h1>") == 1


def test_hostile_words_stay_words_wherever_they_stand() -> None:
    hostile = "<img src=x onerror=alert(1)>\"'&{{7*7}}</style></script>"
    page = render_insight(sample_page(Language.EN, hostile))
    assert "<img" not in page
    assert page.count("</style>") == 1
    assert "49" not in page.split("</style>")[1]
    assert page.count("&lt;img src=x") > 40


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", " #a", "//evil", "a"])
def test_a_link_that_is_not_plainly_safe_is_no_link(href: str) -> None:
    table = Table("c", [Column("a")], [[Cell("seen", href=href)]])
    page = render_insight(Page("t", "l", [Section("h", tables=[table])], Language.EN))
    assert "seen" in page
    assert "<a " not in page


def test_a_bars_length_is_its_share_of_the_largest_and_negative_ones_go_left() -> None:
    rows = [BarRow(str(v), [Measured(v, str(v))]) for v in (10.0, 5.0, -10.0, 0.0)]
    drawn = draw(Bars("c", rows))
    marks = [[(mark.left, mark.width) for mark in row.marks] for row in drawn.rows]
    assert marks == [[("50.00%", "50.00%")], [("50.00%", "25.00%")], [("0.00%", "50.00%")], []]


def test_lines_break_where_a_value_is_missing_and_the_table_says_so() -> None:
    drawn = draw(Lines("c", ["a", "b", "c"], [Line("one", [0.0, None, 10.0])]))
    assert drawn.strokes[0].path == "M0.00 100.00h0M100.00 0.00h0"
    assert [cells[0][0] for _, cells in drawn.cells] == ["0", "–", "10"]


def test_an_interval_stands_on_its_scale_with_the_estimate_inside() -> None:
    row = IntervalRow("x", 2.0, 5.0, 8.0, "5")
    drawn = draw(Intervals("c", [row], least=0.0, most=10.0, mark=10.0))
    assert (drawn.rows[0].marks[0].left, drawn.rows[0].marks[0].width) == ("20.00%", "60.00%")
    assert drawn.rows[0].point == "50.00%"
    assert drawn.mark == "100.00%"


def test_a_tornado_reaches_from_the_middle_to_either_side() -> None:
    drawn = draw(Tornado("c", [TornadoRow("x", 0.0, 10.0, "0", "10")], 4.0, "low", "high"))
    assert [(mark.left, mark.width) for mark in drawn.rows[0].marks] == [
        ("0.00%", "40.00%"),
        ("40.00%", "60.00%"),
    ]


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0]),
        (-3.0, 8.0, [-5.0, 0.0, 5.0, 10.0]),
        (5.0, 5.0, [5.0, 6.0]),
        (0.0, float("inf"), [0.0, 1.0]),
    ],
)
def test_a_scale_has_round_steps_around_its_values(
    low: float, high: float, steps: list[float]
) -> None:
    assert round_steps(low, high) == pytest.approx(steps)


def test_a_chart_of_nothing_is_drawn_all_the_same() -> None:
    charts = [Bars("b", []), Lines("l", [], []), Intervals("i", []), Tornado("t", [], 0.0, "", "")]
    page = render_insight(Page("t", "l", [Section("h", charts=charts)], Language.KO))
    assert page.count("<figure") == 4
