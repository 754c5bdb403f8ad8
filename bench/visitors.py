"""What the visitors of benches say: the dialogues of the test suite, and questions between them."""

import csv
import tomllib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

DIALOGUES = Path("tests/speak/dialogues")
QUESTIONS = Path("bench/questions/shop.csv")


def language_of(place: int) -> str:
    """Whose language is whose: a third each."""
    return ("ko", "ja", "en")[place % 3]


def words_of(place: int) -> Iterator[str]:
    """What one visitor says: a dialogue, a question, the next dialogue …, each begins elsewhere."""
    language = language_of(place)
    scripts = tomllib.loads((DIALOGUES / f"{language}.toml").read_text("utf-8"))["dialogue"]
    dialogues = [
        [said for step in one["steps"] if (said := step.get("say", "")).strip()] for one in scripts
    ]
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        questions = [row["question"] for row in csv.DictReader(file) if row["lang"] == language]
    asked = cycle(questions[place % len(questions) :] + questions[: place % len(questions)])
    for number in cycle(range(len(dialogues))):
        yield from dialogues[(place + number) % len(dialogues)]
        yield next(asked)
