"""The dialogues that judge the reading of answers are well formed.

They judge fairly only while every value is written as values are, and every slot stands on words
that were really said.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SET = Path(__file__).parents[3] / "bench/sales"
LANGUAGES = ("ko", "ja", "en")
NEEDS = {
    "support_load",
    "response_speed",
    "lead_capture",
    "cart_conversion",
    "multilingual",
    "automation",
    "reporting",
    "integration",
    "booking",
    "cost",
}
SHAPES = {
    "need": "|".join(sorted(NEEDS)),
    "tool": r"[a-z]+(_[a-z]+)*",
    "team_size": r"\d+|\d+-\d+|\d+-|-\d+",
    "timing": r"now|open|20\d\d(-Q[1-4]|-(0[1-9]|1[0-2])(-[0-3]\d)?)?",
    "decider": "self|manager|executive|team|other",
    "budget": r"(KRW|JPY|USD|EUR) (\d+|-\d+|\d+-|\d+-\d+)(/seat)?(/month|/year)?",
    "contact": r"\d{8,15}|[^@\sA-Z]+@[^@\sA-Z]+\.[a-z]+",
}


def dialogues(language: str) -> list[dict[str, Any]]:
    document = tomllib.loads((SET / f"judge_{language}.toml").read_text(encoding="utf-8"))
    assert document["language"] == language
    assert document["today"].isoformat() == "2026-11-22"
    return document["dialogues"]


def turns(language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in dialogues(language):
        for turn in one["turns"]:
            yield one["id"], turn


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_fifty_dialogues_of_one_to_five_turns(language: str):
    found = dialogues(language)
    assert [one["id"] for one in found] == [f"{language}-{number:02}" for number in range(1, 51)]
    assert all(1 <= len(one["turns"]) <= 5 for one in found)
    assert len({turn["text"] for _, turn in turns(language)}) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_stands_on_words_that_were_said_and_has_a_value_that_can_be_written(
    language: str,
):
    for name, turn in turns(language):
        assert set(turn) <= {"asked", "text", "slots", "unjudged"}, name
        assert turn.get("asked", "need") in SHAPES, name
        assert set(turn.get("unjudged", ())) <= set(SHAPES), name
        filled = [slot["slot"] for slot in turn.get("slots", ())]
        assert len(filled) == len(set(filled)), name
        assert not set(filled) & set(turn.get("unjudged", ())), name
        for slot in turn.get("slots", ()):
            assert slot["words"], name
            assert slot["words"] in turn["text"], name
            for value in slot["value"].split("|"):
                assert re.fullmatch(SHAPES[slot["slot"]], value), (name, value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_third_of_the_turns_fills_nothing(language: str):
    filled = [bool(turn.get("slots")) for _, turn in turns(language)]
    assert 0.30 <= filled.count(False) / len(filled) <= 0.40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_is_judged(language: str):
    asked = {slot["slot"] for _, turn in turns(language) for slot in turn.get("slots", ())}
    assert asked == set(SHAPES)
