"""The reports in Chromium, in three languages, on a phone and a desk: axe-core finds no fault."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.insight.axe import faults_of
from tests.widget.conftest import browser

from dangol.engine.insight.pages import Page, Source, render_insight
from dangol.engine.insight.voc import given_themes
from dangol.engine.insight.voc_inputs import ReadNotes, read_notes
from dangol.engine.insight.voc_page import agree_page, discover_page, themes_page
from dangol.insight.voc.agreement import agree
from dangol.insight.voc.discover import Discovery, Proposal
from dangol.insight.voc.reader import Hit, NoteRead
from dangol.insight.voc.report import report_of
from dangol.terms.languages import Language

__all__ = ["browser"]

pytestmark = pytest.mark.browser

NOTES = Path(__file__).parents[3] / "bench" / "voc" / "notes_dev_ko.jsonl"


def pages(language: Language) -> dict[str, Page]:
    """Every kind of report, of the notes for tuning, as the person labelled them."""
    given = given_themes("messaging")
    read: ReadNotes = read_notes(
        NOTES, text="text", stage="stage", account="account", at="at", human="themes"
    )
    reads = [NoteRead(tuple(Hit(one, 0, 40, 0.5) for one in themes)) for themes in read.human]
    source = Source([read.source], "2026-10", "dangol voc …")
    ids = given.themes.ids
    human = np.array([[one in themes for one in ids] for themes in read.human])
    found = human ^ (np.random.default_rng(1).random(human.shape) < 0.02)
    proposal = Proposal("new_1", ("주차장", "駐車場"), 30, 20, 0.7, ("주차장이 좁아요",))
    return {
        "themes": themes_page(report_of(ids, read.notes, reads), read, given, source, language),
        "agree": agree_page(
            agree(ids, human, found), read, given, source, language, unknown=("x",)
        ),
        "discover": discover_page(
            Discovery(60, 300, 90, 90, 5, (proposal,)), read, source, language
        ),
    }


@pytest.mark.parametrize("language", list(Language))
def test_axe_finds_no_fault_on_any_report(browser: Any, tmp_path: Path, language: Language) -> None:
    found: list[tuple[str, str, str]] = []
    for name, report in pages(language).items():
        file = tmp_path / f"{name}.html"
        file.write_text(render_insight(report), "utf-8")
        found += faults_of(browser, file)
    assert found == []
