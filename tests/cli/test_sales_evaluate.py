"""`dangol sales evaluate` says how well dialogues are read."""

import json
from pathlib import Path

import pytest

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
