"""The market's reports say what was read, what each figure is, and what is only assumed."""

import re
from pathlib import Path

import pytest
from tests.insight.market.reports import example_pages, example_scenario

from dangol.engine.insight.market_scenario_page import scenario_page
from dangol.engine.insight.market_words import amount, printed_share
from dangol.engine.insight.pages import Cell, Source, render_insight
from dangol.insight.market.outcomes import answer_of
from dangol.terms.languages import Language
from dangol.terms.texts import read_texts

ROOT = Path(__file__).parents[3]
HANGUL = re.compile(r"[가-힣]")
KANA = re.compile(r"[ぁ-んァ-ヶ]")


@pytest.mark.parametrize("language", list(Language))
def test_every_report_names_its_rows_its_definitions_and_its_command(language: Language) -> None:
    for name, page in example_pages(language).items():
        html = render_insight(page)
        assert page.title, name
        assert page.facts, name
        sources = [one.source for one in page.sections if one.source]
        assert [one.command for one in sources] == ["dangol market …"], name
        assert "<figure" in html, name


def test_a_report_in_one_language_holds_no_other() -> None:
    for name, page in example_pages(Language.EN).items():
        if name != "crosssell":  # the customers' own names and words
            assert not HANGUL.search(render_insight(page).split("</style>")[1]), name
            assert not KANA.search(render_insight(page).split("</style>")[1]), name
    for name, page in example_pages(Language.JA).items():
        if name != "crosssell":
            assert not HANGUL.search(render_insight(page).split("</style>")[1]), name


@pytest.mark.parametrize("language", list(Language))
def test_every_assumption_is_marked_where_it_is_listed(language: Language) -> None:
    scenario = example_scenario(1_000)
    answer = answer_of(scenario)
    page = scenario_page(scenario, answer, Source(["o"]), language)
    inputs = next(section for section in page.sections if section.anchor == "inputs")
    basis = {row[0]: row[3] for row in inputs.tables[0].rows}
    for name in answer.assumptions:
        cell = basis[scenario.unknowns[name].name.in_(language)]
        assert isinstance(cell, Cell)
        assert cell.tone == "amber"
    listed = [
        cell
        for section in page.sections
        for table in section.tables
        for row in table.rows
        for cell in row[:1]
        if isinstance(cell, Cell)
    ]
    assumed = {scenario.unknowns[name].name.in_(language) for name in answer.assumptions}
    assert {cell.text for cell in listed if cell.text in assumed} == {
        cell.text for cell in listed if cell.tone == "assumption"
    }
    marked = [section.tone for section in page.sections]
    assert marked.count("assumption") == 5


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12345.6, "12,346"), (12.34, "12.3"), (1.234, "1.23"), (0.1234, "0.123"), (0.00001, "0"),
     (-0.00001, "0"), (-7, "-7"), (239.0, "239")],
)  # fmt: skip
def test_an_amount_has_the_places_that_matter(value: float, shown: str) -> None:
    assert amount(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("0.72", "72%"), ("72%", "72%"), ("0.098", "9.8%"), ("9.8%", "9.8%"), ("1", "100%")],
)
def test_a_printed_share_keeps_its_own_places(text: str, shown: str) -> None:
    assert printed_share(text) == shown


def test_every_text_that_the_market_asks_for_exists_and_no_other() -> None:
    folder = ROOT / "src" / "dangol" / "engine" / "insight"
    source = "".join(path.read_text("utf-8") for path in folder.glob("market*.py"))
    asked = set(re.findall(r'\bsay\(\s*["\']([a-z_0-9]+(?:\.[a-z_0-9]+)*)["\']', source))
    texts = {
        key.removeprefix("insight.market.")
        for key in read_texts()
        if key.startswith("insight.market.")
    }
    assert len(asked) > 60
    assert asked - texts == set()
    quoted = set(re.findall(r'"([a-z_0-9]+)"', source))
    named = (
        "of_kind.",
        "mix.count_",
        "mix.subtotal",
        "mix.another_total",
        "fit.",
        "scenarios.distributions.",
        "scenarios.bases.",
    )
    unused = {
        key
        for key in texts - asked
        if not key.startswith(named) and key.rpartition(".")[2] not in quoted
    }
    assert unused == set()
