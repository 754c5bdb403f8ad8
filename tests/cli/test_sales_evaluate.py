"""`dangol sales evaluate` says how well dialogues are read."""

import json
from pathlib import Path

import pytest
from tests.model_stub import data_of, model_stub, words

from dangol.cli.main import main

DIALOGUES = """
language = "en"
today = 2026-11-22
[[dialogues]]
turns = [
  { text = "we are 12 agents on Zendesk", slots = [
    { slot = "team_size", value = "12|12-15", words = "12 agents" },
    { slot = "tool", value = "intercom", words = "Zendesk" },
  ] },
  { text = "budget is $500", unjudged = ["budget"] },
]
"""


def test_the_figures_are_counted_by_language_and_slot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dialogues.toml"
    file.write_text(DIALOGUES, "utf-8")
    assert main(["sales", "evaluate", str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    half = {"n": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert {name: said[name] for name in half} == half
    assert said["by_language"] == {"en": half}
    assert said["by_slot"]["team_size"]["f1"] == 1.0
    assert said["by_slot"]["tool"]["f1"] == 0.0
    assert (said["without_words"], said["turns"]) == (0, 2)


def test_words_that_do_not_stand_in_the_text_are_refused_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dialogues.toml"
    file.write_text(DIALOGUES.replace('words = "Zendesk"', 'words = "Intercom"'), "utf-8")
    assert main(["sales", "evaluate", str(file)]) == 2
    said = capsys.readouterr().err
    assert "dialogues.toml:8" in said
    assert "copy them from the text" in said


ASKED = """
language = "en"
today = 2026-11-22
[[dialogues]]
turns = [
  { text = "There's 14 with the interns, and mina@big.example", asked = "team_size", slots = [
    { slot = "team_size", value = "14", words = "14" }], unjudged = ["contact"] },
  { text = "Once the snow melts", asked = "timing" },
  { text = "My inbox looks like a landfill", asked = "need", slots = [
    { slot = "need", value = "support_load", words = "landfill" }] },
  { text = "We use Zendesk", asked = "tool", slots = [
    { slot = "tool", value = "zendesk", words = "Zendesk" }] },
]
"""
ANSWERS = {
    "team_size": '{"slots": [{"slot": "team_size", "words": "14"}]}',
    "timing": '{"slots": [{"slot": "timing", "words": "snow", "value": "now"},'
    ' {"slot": "team_size", "words": "50"}, {"slot": "mood", "words": "snow"}]}',
    "need": "They drown in mail.",
}


def test_a_model_is_measured_beside_with_what_was_not_kept_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "asked.toml"
    file.write_text(ASKED, "utf-8")
    with model_stub() as stub:
        stub.answer = lambda asked: words(ANSWERS[data_of(asked)["asked"]])
        for name, text in (("URL", stub.url), ("NAME", "stub"), ("FIRST_MS", "280000")):
            monkeypatch.setenv(f"DANGOL_MODEL_{name}", text)
        assert main(["sales", "evaluate", str(file), "--model", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert main(["sales", "evaluate", str(file), "--model", "--misses"]) == 0
        shown = capsys.readouterr()
        sent = json.dumps(stub.asked)
    assert (said["n"], said["recall"], said["precision"]) == (3, 0.3333, 1.0)
    helped = said["with_model"]
    assert (helped["n"], helped["recall"], helped["precision"]) == (3, 0.6667, 1.0)
    assert helped["asked"] == {"answered": 2, "garbled": 1}
    assert helped["proposals"] == {"kept": 1, "no_value": 1, "not_said": 1, "unknown_slot": 1}
    assert "with stub" in shown.out and "asked 3 times: answered 2, garbled 1" in shown.out
    assert "landfill" in shown.err and "interns" not in shown.err
    assert "mina" not in sent and "big.example" not in sent


def test_no_model_in_the_environment_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("URL", "NAME"):
        monkeypatch.delenv(f"DANGOL_MODEL_{name}", raising=False)
    file = tmp_path / "asked.toml"
    file.write_text(ASKED, "utf-8")
    assert main(["sales", "evaluate", str(file), "--model"]) == 2
    assert "DANGOL_MODEL_URL" in capsys.readouterr().err
