"""The report of a dossier, as a page and as Markdown: all escaped, every figure with a source."""

import re
from html import unescape
from pathlib import Path

import pytest
from tests.insight.dossier.small import CSV, TOML, small

from dangol.engine.insight.dossier import Built, build, example_files, read_sources
from dangol.engine.insight.dossier_page import dossier_page
from dangol.engine.insight.dossier_words import bands_text, figure_text
from dangol.engine.insight.markdown import escape, render_markdown
from dangol.engine.insight.pages import render_insight
from dangol.insight.dossier.changes import ChangeLog, standing_of, with_build
from dangol.insight.dossier.model import Unit
from dangol.terms.languages import Language

EVIL = "<img src=x onerror=alert(1)> | [x](javascript:alert(1)) `"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("example")
    for name, content in example_files().items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(content)
    return build(read_sources(folder))


def logged(*made: Built) -> ChangeLog:
    log = ChangeLog()
    for day, one in enumerate(made, start=1):
        log = with_build(log, f"2026-02-{day:02}", standing_of(one.judgement))
    return log


def html_of(made: Built, language: Language, log: ChangeLog | None = None) -> str:
    page = dossier_page(made, log or logged(made), language, built_on="2026-02-01")
    return render_insight(page)


def plain(html: str) -> str:
    return re.sub(
        r"\s+", " ", unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))
    )


def assert_tables_are_whole(markdown: str) -> None:
    """Every row of a table has as many cells as its head."""
    tables = re.findall(r"(?:^\|.*\n)+", markdown, re.MULTILINE)
    assert tables
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table


@pytest.mark.parametrize("language", list(Language))
def test_the_report_has_each_figure_its_source_and_each_missing_paper(
    example: Built, language: Language
) -> None:
    text = plain(html_of(example, language))
    for figure in ("74.2%", "72%", "5.1%", "8.1%", "14%", "9.7%", "−12%", "62%"):
        assert figure in text
    for source in example.sources.dossier.tables.values():
        assert source.file in text
    for missing in example.sources.dossier.missing.values():
        assert missing.title.in_(language) in text
        assert missing.ask.in_(language) in text
    for one in example.judgement.judged:
        assert one.hypothesis.claim.in_(language) in text
        assert one.hypothesis.change.in_(language) in text


@pytest.mark.parametrize("language", list(Language))
def test_every_link_of_the_report_leads_somewhere_in_it(example: Built, language: Language) -> None:
    html = html_of(example, language)
    anchors = set(re.findall(r'id="([^"]+)"', html))
    links = set(re.findall(r'href="([^"]+)"', html))
    assert len(links) > 30
    assert {link for link in links if not link.startswith("#")} == set()
    assert {link[1:] for link in links} <= anchors


def test_the_marked_cells_are_those_of_the_figures(example: Built) -> None:
    html = html_of(example, Language.EN)
    section = html.partition('id="t-customer-mix-mid-plus"')[2].partition("</section>")[0]
    assert re.findall(
        r'<td [^>]*class="words strong"><span>\s*<a href="(#[^"]+)">([^<]+)</a>', section
    ) == [
        ("#h-market-is-large", "1264"),
        ("#h-customers-are-b2b", "0.72"),
        ("#h-market-is-large", "239"),
        ("#h-market-is-large", "200"),
    ]


def test_what_others_wrote_is_text_and_nothing_else(tmp_path: Path) -> None:
    quoted = EVIL.replace('"', "'")
    toml = TOML.replace("B2B is large", quoted).replace("more B2B customers", quoted)
    csv = CSV.replace("B2C", f'"{EVIL}"').replace("warning", f'"{EVIL}"')
    made = build(read_sources(small(tmp_path, toml=toml, csv=csv)))
    html = html_of(made, Language.EN)
    assert "<img" not in html and 'href="javascript' not in html
    assert "&lt;img" in html
    text = render_markdown(dossier_page(made, logged(made), Language.EN, built_on="2026-02-01"))
    assert not re.search(r"(?<!\\)<img", text)
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert_tables_are_whole(text)


def test_markdown_escapes_all_that_it_would_obey() -> None:
    assert escape("a|b\n*c* <d> [e](f) `g` #h \\") == (
        r"a\|b \*c\* \<d\> \[e\](f) \`g\` \#h " + "\\\\"
    )


def test_the_markdown_has_the_same_verdicts(example: Built) -> None:
    page = dossier_page(example, logged(example), Language.KO, built_on="2026-02-01")
    text = render_markdown(page)
    assert text.startswith("# 우리 이대로 B2B 향으로 제품 만들어도 괜찮나?")
    assert "🔴" in text and "⚪" in text and "74.2%" in text
    assert '<a id="h-market-is-large"></a>' in text
    assert_tables_are_whole(text)


def test_the_change_log_says_figure_and_verdict_from_and_to(tmp_path: Path) -> None:
    before = build(read_sources(small(tmp_path)))
    after = build(read_sources(small(tmp_path, csv=CSV.replace("20", "5"))))
    text = plain(html_of(after, Language.EN, logged(before, after)))
    assert "share of B2B (figure) 20% 5.9% 2026-02-02" in text
    assert "B2B is large (verdict) amber red: red 2026-02-02" in text
    unchanged = plain(html_of(after, Language.EN, logged(after, after)))
    assert "Nothing has changed since the first build on 2026-02-01." in unchanged


def test_a_source_that_cannot_be_used_is_named_in_the_report(tmp_path: Path) -> None:
    made = build(read_sources(small(tmp_path, csv="", json="{")))
    text = plain(html_of(made, Language.EN))
    assert "the file is not there: mix.csv" in text
    assert "saved.json" in text and "cannot be read" in text


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.62, "share", "62%"),
        (0.0512820, "share", "5.1%"),
        (-0.28, "points", "−28 points"),
        (1264.0, "count", "1,264"),
        (5.288, "times", "5.29 times"),
        (-0.00001, "share", "0%"),
        (3.4, "number", "3.4"),
    ],
)
def test_figures_are_written_in_their_unit(value: float, unit: Unit, said: str) -> None:
    assert figure_text(value, unit, Language.EN) == said


def test_thresholds_are_told_in_the_unit_of_the_figure(example: Built) -> None:
    (one,) = (one for one in example.judgement.weighed if one.evidence.id == "interest-gap")
    assert bands_text(one.evidence.bands, "points", Language.EN) == (
        "green x ≥ 0 points · amber −10 points ≤ x < 0 points · red x < −10 points"
        " · higher is better"
    )


@pytest.mark.parametrize(("rows", "is_cut"), [(59, False), (60, False), (500, True)])
def test_rows_that_are_not_shown_are_told_and_only_those(
    tmp_path: Path, rows: int, is_cut: bool
) -> None:
    table = CSV + "".join(f"other {n},0,\n" for n in range(rows - CSV.count("\n") + 1))
    folder = small(tmp_path, csv=table)

    said = plain(html_of(build(read_sources(folder)), Language.EN))

    assert (f"Of {rows} rows, those that are used and the first 60 are shown" in said) == is_cut
    assert ("rows, those that are used" in said) == is_cut


def test_a_figure_beside_its_threshold_has_the_places_that_show_its_side(tmp_path: Path) -> None:
    folder = small(tmp_path, csv="kind,customers,mark\nB2B,19996,red\nB2C,80004,\n")

    made = build(read_sources(folder))
    said = plain(html_of(made, Language.EN))

    assert "share of B2B: 19.996% → red (x < 20%)" in said
    assert "share of B2B: 20% → red" not in said


def test_a_change_too_small_for_the_usual_places_is_still_seen(tmp_path: Path) -> None:
    first = build(
        read_sources(small(tmp_path, csv="kind,customers,mark\nB2B,30001,red\nB2C,69999,\n"))
    )
    second = build(
        read_sources(small(tmp_path, csv="kind,customers,mark\nB2B,30003,red\nB2C,69997,\n"))
    )

    said = plain(html_of(second, Language.EN, logged(first, second)))

    assert re.search(r"share of B2B \(figure\) 30\.001% 30\.003%", said)
