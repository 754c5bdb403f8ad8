"""The market's reports in Chromium, in three languages: axe-core finds no fault on any of them."""

from pathlib import Path
from typing import Any

import pytest
from tests.insight.market.reports import example_pages
from tests.widget.conftest import browser

from dangol.engine.insight.pages import render_insight
from dangol.terms.languages import Language

__all__ = ["browser"]

pytestmark = pytest.mark.browser

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}


@pytest.mark.parametrize("language", list(Language))
def test_axe_finds_no_fault_on_any_report(browser: Any, tmp_path: Path, language: Language) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: list[tuple[str, str, str]] = []
    for name, report in example_pages(language).items():
        file = tmp_path / f"{name}.html"
        file.write_text(render_insight(report), "utf-8")
        for size, mode in (("phone", "dark"), ("desktop", "light")):
            # axe-core is put into the page as a script, which the page itself forbids.
            context = browser.new_context(viewport=SIZES[size], color_scheme=mode, bypass_csp=True)
            page = context.new_page()
            page.goto(file.as_uri())
            found += [
                (f"{name} {size}", one["id"], one["nodes"][0]["html"])
                for one in Axe().run(page).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > SIZES[size]["width"]:
                found.append((f"{name} {size}", "wide", ""))
            context.close()
    assert found == []
