"""A report in Chromium: axe-core finds no fault, and nothing hangs over the edge of a phone."""

from pathlib import Path
from typing import Any

import pytest
from tests.insight.pages.sample import sample_page
from tests.widget.conftest import browser

from dangol.engine.insight.pages import Page, Quote, Section, render_insight
from dangol.terms.languages import Language

__all__ = ["browser"]

pytestmark = pytest.mark.browser

EDGES = """[...document.querySelectorAll('figure:has(.marks)')].map(figure =>
  [...figure.querySelectorAll('.track')].map(one => one.getBoundingClientRect()).map(
    box => `${Math.round(box.left)} ${Math.round(box.right)}`))"""
"""Where the bars of each figure begin and end: all in one place, or they cannot be compared."""
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("language", list(Language))
def test_axe_finds_no_fault_and_the_page_does_not_scroll_sideways(
    browser: Any, tmp_path: Path, language: Language, mode: str, size: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file = tmp_path / "page.html"
    file.write_text(render_insight(sample_page(language)), "utf-8")
    # axe-core is put into the page as a script, which the page itself forbids.
    context = browser.new_context(viewport=SIZES[size], color_scheme=mode, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    for summary in page.locator("summary").all():
        summary.click()
    found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]
    width = page.evaluate("document.documentElement.scrollWidth")
    edges = page.evaluate(EDGES)
    context.close()
    assert found == []
    assert width <= SIZES[size]["width"]
    assert len(edges) == 4
    assert [figure for figure in edges if len(set(figure)) != 1] == []


def test_print_is_dark_on_white_even_where_the_reader_has_dark_mode(
    browser: Any, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(render_insight(sample_page(Language.EN)), "utf-8")
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(file.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
    )
    context.close()
    assert colours == ["rgb(17, 17, 17)", "rgb(255, 255, 255)"]


@pytest.mark.parametrize("language", list(Language))
def test_a_quote_breaks_by_its_own_language_on_a_phone(
    browser: Any, tmp_path: Path, language: Language
) -> None:
    texts = {
        "ja": "配送が遅れているのに連絡がなく問い合わせても返事が来ないので困っています" * 2,
        "ko": "배송이 늦는데 연락이 없고 문의해도 답이 오지 않아서 곤란합니다",
        "": "https://shop.example/" + "orders-and-returns-" * 9,
    }
    quotes = [Quote("", text) for text in texts.values()]
    page_of = Page("Title", "Lead", [Section("Quotes", quotes=quotes)], language)
    file = tmp_path / "page.html"
    file.write_text(render_insight(page_of), "utf-8")
    context = browser.new_context(viewport=SIZES["phone"])
    page = context.new_page()
    page.goto(file.as_uri())
    width = page.evaluate("document.documentElement.scrollWidth")
    found = page.evaluate(
        "[...document.querySelectorAll('blockquote')].map(one =>"
        " [one.getAttribute('lang') || '', getComputedStyle(one).wordBreak])"
    )
    context.close()
    assert width <= SIZES["phone"]["width"]
    assert found == [["ja", "normal"], ["ko", "keep-all"], ["", _breaks(language)]]


def _breaks(language: Language) -> str:
    """Of a quote without a language of its own: the page's."""
    return "keep-all" if language is Language.KO else "normal"
