"""The dossier's report in Chromium: axe-core finds no fault; a phone does not scroll sideways."""

from pathlib import Path
from typing import Any

import pytest
from tests.insight.dossier.small import CSV, small
from tests.widget.conftest import browser

from dangol.engine.insight.dossier import build, example_files, read_sources
from dangol.engine.insight.dossier_page import dossier_page
from dangol.engine.insight.pages import render_insight
from dangol.insight.dossier.changes import ChangeLog, standing_of, with_build
from dangol.terms.languages import Language

__all__ = ["browser"]

pytestmark = pytest.mark.browser

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}

MODES = {
    Language.KO: ("light", "dark"),
    Language.JA: ("dark", "light"),
    Language.EN: ("light", "dark"),
}


def write_report(folder: Path, language: Language) -> Path:
    for name, content in example_files().items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(content)
    built = build(read_sources(folder))
    log = with_build(ChangeLog(), "2026-02-01", {})
    log = with_build(log, "2026-02-02", standing_of(built.judgement))
    page = dossier_page(built, log, language, built_on="2026-02-02", command="dangol dossier build")
    file = folder / f"{language}.html"
    file.write_text(render_insight(page), "utf-8")
    return file


@pytest.mark.parametrize("language", list(Language))
def test_axe_finds_no_fault_and_the_report_does_not_scroll_sideways(
    browser: Any, tmp_path: Path, language: Language
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file = write_report(tmp_path, language)
    found: dict[str, list[tuple[str, str]]] = {}
    widths: dict[str, bool] = {}
    for (size, viewport), mode in zip(SIZES.items(), MODES[language], strict=True):
        # axe-core is put into the page as a script, which the page itself forbids.
        context = browser.new_context(viewport=viewport, color_scheme=mode, bypass_csp=True)
        page = context.new_page()
        page.goto(file.as_uri())
        faults = Axe().run(page).response["violations"]
        found[f"{size}, {mode}"] = [(one["id"], one["nodes"][0]["html"]) for one in faults]
        width = page.evaluate("document.documentElement.scrollWidth")
        widths[f"{size}, {mode}"] = width <= viewport["width"]
        context.close()
    assert not any(found.values()), found
    assert all(widths.values()), widths


def test_a_figure_leads_to_its_table_and_a_marked_cell_back_to_its_hypothesis(
    browser: Any, tmp_path: Path
) -> None:
    file = write_report(tmp_path, Language.EN)
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator("#h-customers-are-b2b").get_by_role("link", name="74.2%", exact=True).click()
    assert page.url.endswith("#t-customer-mix-mid-plus")
    section = page.locator("#t-customer-mix-mid-plus")
    assert section.get_by_role("link", name="1264", exact=True).is_visible()
    section.get_by_role("link", name="0.72", exact=True).click()
    assert page.url.endswith("#h-customers-are-b2b")
    page.close()


def test_on_a_phone_the_answer_comes_first_and_the_evidence_is_folded(
    browser: Any, tmp_path: Path
) -> None:
    file = write_report(tmp_path, Language.KO)
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()
    page.goto(file.as_uri())
    folded = page.evaluate("document.documentElement.scrollHeight")
    link = page.locator("#h-customers-are-b2b").get_by_role("link", name="74.2%", exact=True)
    assert not link.is_visible()
    words = page.locator("section").first.inner_text()
    assert "뒷받침되지 않음:" in words and "다음에 할 일:" in words
    page.locator("#h-customers-are-b2b summary").click()
    assert link.is_visible()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    opened = page.evaluate("document.documentElement.scrollHeight")
    context.close()
    assert folded < opened / 1.5, (folded, opened)


def test_what_others_wrote_runs_nothing(browser: Any, tmp_path: Path) -> None:
    csv = CSV.replace("B2C", '"<img src=x onerror=""document.title=1"">"')
    built = build(read_sources(small(tmp_path, csv=csv)))
    log = with_build(ChangeLog(), "2026-02-01", standing_of(built.judgement))
    file = tmp_path / "page.html"
    page_text = render_insight(dossier_page(built, log, Language.EN, built_on="2026-02-01"))
    file.write_text(page_text, "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.title().startswith("Where to aim")
    assert page.locator("img").count() == 0
    page.close()
