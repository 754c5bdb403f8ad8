"""`dossier.toml`: every fault is told with its line and what to do, and none is missed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.insight.dossier.small import TOML

from dangol.engine.insight.dossier import example_files
from dangol.insight.dossier.dossier_file import DossierFileError, parse_dossier
from dangol.insight.dossier.model import ByQuery, NotAtHand


def faults_of(text: str) -> list[str]:
    with pytest.raises(DossierFileError) as caught:
        parse_dossier(text, "dossier.toml")
    assert caught.value.hint
    return [str(fault) for fault in caught.value.faults]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_file_has_its_questions_hypotheses_and_evidence() -> None:
    dossier = parse_dossier(TOML, "dossier.toml")
    (question,), (hypothesis,) = dossier.questions, dossier.hypotheses
    assert (question.rule, hypothesis.is_required) == ("worst", True)
    first, saved, asked = hypothesis.evidence
    assert first.origin == ByQuery(
        "SELECT sum(customers) FILTER (WHERE kind = 'B2B')      / sum(customers) FROM mix"
    )
    assert [one.is_required for one in (first, saved, asked)] == [True, False, False]
    assert asked.origin == NotAtHand("survey") and asked.bands is None


def test_the_worked_example_is_sound_and_says_everything_in_three_languages() -> None:
    dossier = parse_dossier(example_files()["dossier.toml"], "dossier.toml")
    assert len(dossier.questions) == 6
    assert [len(dossier.of_question(one.id)) for one in dossier.questions][2] == 4
    assert len(dossier.of_question("closing")) == 4
    assert len(dossier.missing) == 5
    for hypothesis in dossier.hypotheses:
        for said in (hypothesis.claim, hypothesis.change, *(e.what for e in hypothesis.evidence)):
            assert len({said.ko, said.ja, said.en}) == 3


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            'red = "x < 0.2"\nwhy',
            'red = "x < 0.1"\nwhy',
            "numbers between 0.1 and 0.2 have no band",
        ),
        ('direction = "higher"', 'direction = "up"', "must be one of the known words"),
        ('green = "x >= 0.5"', 'green = "at least half"', "is not a band"),
        ('unit = "share"', 'unit = "percent"', "must be one of the known words"),
        ('file = "mix.csv"', 'file = "../mix.csv"', "beneath the dossier's folder"),
        ('file = "mix.csv"', 'file = "/etc/passwd"', "beneath the dossier's folder"),
        ('file = "mix.csv"', 'file = "a/./../b.csv"', "beneath the dossier's folder"),
        ('date = "2026-02"', 'date = "February"', "a year, a month or a day"),
        ('date = "2026-02"', 'date = "2026-13"', "a year, a month or a day"),
        ('question = "aim"', 'question = "aims"', "must be a question of this file"),
        ('missing = "survey"', 'missing = "poll"', "must be a [[missing]] source, or true"),
        ('report = "saved"', 'report = "mix"', "must be a [[report]] of this file"),
        ('path = "by_kind[id=b2b].share"', 'path = "by_kind[.share"', "is not a path to a value"),
        ('name = "saved"', 'name = "mix"', "is a table already"),
        ('id = "saved-share"', 'id = "b2b-share"', "stands here a second time"),
        ('id = "b2b-large"', 'id = "aim"', "is a question's already"),
        ('missing = "survey"', 'missing = "survey"\nquery = "SELECT 1"', "at once"),
        ('missing = "survey"', "missing = true", "ask is missing"),
        ('missing = "survey"\n', "", "says nowhere where the figure is"),
        ('change = "more B2B customers"\n', "", "change is missing"),
        ('why = "half is most"\nprinted', "printed", "why is missing"),
        ('claim = "B2B is large"', 'claim = { ko = "큼", en = "large" }', "ja is missing"),
        ('warning = "amber"', 'warning = "unknown"', "must be one of the known words"),
        ('warning = "amber"', '"a mark" = "amber"', "is not a mark"),
        ('lead = "A small one"', 'leed = "A small one"', "did you mean"),
        ('id = "aim"', 'id = "Aim at"', "small letters"),
    ],
)
def test_a_fault_is_told_with_its_line(before: str, after: str, said: str) -> None:
    assert before in TOML
    text = TOML.replace(before, after, 1)
    with pytest.raises(DossierFileError) as caught:
        parse_dossier(text, "dossier.toml")
    told = f"{caught.value.message}\n{caught.value.hint}"
    assert said in told
    lines = {fault.line for fault in caught.value.faults}
    start = line_of(TOML, before)
    assert any(start - 14 <= line <= start + 6 for line in lines), (lines, start)


def test_all_faults_are_told_at_once() -> None:
    text = TOML.replace('date = "2026-02"\n', "").replace('unit = "share"', "unit = 3")
    assert len(faults_of(text)) == 3


def test_a_question_without_a_hypothesis_is_a_fault() -> None:
    text = TOML + '\n[[question]]\nid = "other"\nasks = "And this?"\n'
    assert any("has no hypothesis" in one for one in faults_of(text))


def test_evidence_with_a_figure_needs_thresholds() -> None:
    text = TOML.replace('green = "x >= 0.5"\n', "", 1)
    assert any("green is missing" in one for one in faults_of(text))


@given(some.text(max_size=200) | some.binary(max_size=200))
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    try:
        parse_dossier(text, "dossier.toml")
    except DossierFileError as fault:
        assert fault.faults


@given(some.integers(0, len(TOML) - 1), some.sampled_from(['"', "[", "=", "\n", "{", "'", "x", ""]))
def test_a_slip_anywhere_is_read_or_refused(at: int, put: str) -> None:
    try:
        parse_dossier(TOML[:at] + put + TOML[at + 1 :], "dossier.toml")
    except DossierFileError as fault:
        assert fault.faults
