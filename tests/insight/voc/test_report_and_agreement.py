"""Shares, co-occurrence and agreement, against figures worked by hand."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import dangol
from dangol.insight.intervals import NOTHING_KNOWN, wilson
from dangol.insight.voc.agreement import agree
from dangol.insight.voc.calibration import calibrate, read_thresholds
from dangol.insight.voc.reader import Hit, NoteRead
from dangol.insight.voc.report import Note, hit_rows, ratio_of, report_of
from dangol.terms.errors import InputError
from dangol.terms.texts import read_texts


def read_of(*themes: str) -> NoteRead:
    return NoteRead(tuple(Hit(theme, 0, 9, 0.5) for theme in themes))


NOTES = [
    Note("너무 비싸다고 010-1234-5678", 0, "가나", "lead", date(2026, 1, 5)),
    Note("너무 비싸요!! 그리고", 1, "다라", "lead", date(2026, 1, 9)),
    Note("답이 없어요 아직도", 2, "가나", "customer", date(2026, 2, 1)),
    Note("잘 쓰고 있습니다요", 3, "a@b.example", "customer", None),
]
READS = [read_of("cost"), read_of("cost", "slow"), read_of("slow"), read_of()]


def test_shares_by_theme_stage_and_month_are_counted_with_wilson_intervals():
    report = report_of(["slow", "cost", "never"], NOTES, READS)
    cost = next(one for one in report.themes if one.theme == "cost")
    assert (report.notes, report.with_theme, report.accounts) == (4, 3, 3)
    assert [one.theme for one in report.themes] == ["slow", "cost", "never"]
    assert (cost.notes, cost.share.value, cost.accounts) == (2, 0.5, 2)
    assert [(one.stage, one.notes, one.of) for one in cost.stages] == [
        ("lead", 2, 2),
        ("customer", 0, 2),
    ]
    assert [(one.month.month, one.notes, one.of) for one in cost.months] == [(1, 2, 2), (2, 0, 1)]


def test_no_output_holds_what_is_personal():
    report = report_of(["cost"], NOTES, [read_of("cost")] * 4)
    rows = hit_rows(NOTES, [NoteRead((Hit("cost", 0, 30, 0.1),))] * 4)
    said = repr(report) + repr(rows)
    assert "1234" not in said
    assert "a@b" not in said
    assert rows[3].account == "[e-mail]"


def test_the_wilson_interval_is_that_of_the_literature():
    # Source: Newcombe 1998, table I: 81 of 263 and 0 of 20.
    found = wilson(81, 263) or NOTHING_KNOWN
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    nobody = wilson(0, 20) or NOTHING_KNOWN
    assert nobody.high == pytest.approx(0.1611, abs=1e-4)
    assert wilson(0, 0) is None


def test_a_co_occurrence_ratio_is_the_ratio_of_shares_with_the_interval_of_its_logarithm():
    ratio = ratio_of(20, 40, 50, 200)
    assert ratio.value == 2.0  # 20 where 10 are expected
    spread = (1 / 20 - 1 / 40 + 1 / 50 - 1 / 200) ** 0.5
    assert ratio.low == pytest.approx(2 * np.exp(-1.959964 * spread), rel=1e-6)


def test_agreement_is_that_of_the_table_of_two_readers():
    # Cohen's kappa by hand: 20 both yes, 15 both no, 5 and 10 apart, of 50: (0.7 - 0.5) / 0.5.
    human = np.array([[1]] * 25 + [[0]] * 25, bool)
    found = np.array([[1]] * 20 + [[0]] * 5 + [[1]] * 10 + [[0]] * 15, bool)
    one = agree(["cost"], human, found).themes[0]
    assert one.kappa.value == pytest.approx(0.4)
    assert one.precision.value == pytest.approx(20 / 30)
    assert one.recall.value == pytest.approx(20 / 25)
    assert one.f1.value == pytest.approx(40 / 55)
    assert one.f1.low < one.f1.value < one.f1.high
    assert agree(["cost"], human, human).kappa.value == 1.0


def test_a_theme_that_the_person_never_gave_is_in_no_mean_and_named():
    human = np.array([[1, 0], [0, 0]], bool)
    found = np.array([[1, 1], [0, 0]], bool)
    result = agree(["cost", "slow"], human, found)
    assert result.macro_f1.value == 1.0
    assert result.never == ("slow",)
    assert result.micro_f1.value == pytest.approx(2 / 3)


def test_calibrated_thresholds_part_what_the_person_parted(tmp_path):
    rng = np.random.default_rng(3)
    human = rng.random((200, 2)) < 0.3
    scores = (rng.normal(0, 0.1, (200, 2)) + np.where(human, 0.4, -0.4)).astype(np.float32)
    held = calibrate(["a", "b"], scores, human, sample="s.csv", embedder="e", scoring=1)
    assert held.macro_f1 > 0.99
    assert all(-0.3 < line < 0.3 for line in held.themes.values())
    with pytest.raises(InputError):
        read_thresholds(b'{"all": "much"}')


def test_every_text_that_the_pages_ask_for_exists():
    source = (Path(dangol.__file__).parent / "engine/insight/voc_page.py").read_text("utf-8")
    asked = set(re.findall(r'\bsay\(\s*"([a-z_.0-9]+)"', source))
    assert len(asked) > 40
    assert {f"insight.voc.{key}" for key in asked} <= set(read_texts())
