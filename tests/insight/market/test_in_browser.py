"""The market's reports in Chromium, in three languages: axe-core finds no fault on any of them."""

from pathlib import Path
from typing import Any

import pytest
from tests.insight.axe import faults_of
from tests.insight.market.reports import example_pages
from tests.widget.conftest import browser

from dangol.engine.insight.pages import render_insight
from dangol.terms.languages import Language

__all__ = ["browser"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", list(Language))
def test_axe_finds_no_fault_on_any_report(browser: Any, tmp_path: Path, language: Language) -> None:
    found: list[tuple[str, str, str]] = []
    for name, report in example_pages(language).items():
        file = tmp_path / f"{name}.html"
        file.write_text(render_insight(report), "utf-8")
        found += faults_of(browser, file)
    assert found == []
