"""The promise: a buyer's question gets the article that answers it or none at all, and what a
company has not written about is answered by nothing."""

import tomllib
from pathlib import Path

import pytest
from tests.speak.sales.buying import company_world

from dangol.speak.sales.answering import answering_article
from dangol.speak.sales.slots_file import default_slots
from dangol.terms.languages import Language

QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))
TOOLS = default_slots().tools


@pytest.mark.parametrize("language", Language)
def test_most_questions_are_answered_and_none_by_another_article(language: Language) -> None:
    index = company_world(language).index
    assert index is not None
    wrong: list[tuple[str, str]] = []
    right, answerable = 0, 0
    for question, wanted in QUESTIONS[language.value].items():
        found = answering_article(index, question, language, TOOLS)
        got = found.article_id if found is not None else ""
        answerable += bool(wanted)
        right += bool(wanted) and got in wanted.split("|")
        if got and got not in wanted.split("|"):
            wrong.append((question, got))
        assert found is None or found.language is language
    assert not wrong
    assert right / answerable >= 0.9, f"{right} of {answerable}"


def test_no_article_answers_nothing() -> None:
    index = company_world(Language.EN).index
    assert index is not None
    assert answering_article(index, "", Language.EN, TOOLS) is None
    assert answering_article(index, "   \n", Language.EN, TOOLS) is None
