"""The promise: a buyer's question gets the article that answers it or none at all, and what a
company has not written about is answered by nothing."""

import tomllib
from pathlib import Path

import pytest
from tests.speak.sales.buying import company_world

from dangol.speak.knowledge.nearest import nearest_title
from dangol.terms.languages import Language

QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", Language)
def test_most_questions_are_answered_and_none_by_another_article(language: Language) -> None:
    index = company_world(language).index
    assert index is not None
    wrong: list[tuple[str, str]] = []
    right, answerable = 0, 0
    for question, wanted in QUESTIONS[language.value].items():
        found = nearest_title(index, question, language)
        got = found.article_id if found is not None else ""
        answerable += bool(wanted)
        right += bool(wanted) and got == wanted
        if got and got != wanted:
            wrong.append((question, got))
        assert found is None or found.language is language
    assert not wrong
    assert right / answerable >= 0.6, f"{right} of {answerable}"


def test_no_article_answers_nothing() -> None:
    index = company_world(Language.EN).index
    assert index is not None
    assert nearest_title(index, "", Language.EN) is None
    assert nearest_title(index, "   \n", Language.EN) is None
