"""The promise: a buyer's question gets the article that answers it or none at all, and what a
company has not written about is answered by nothing."""

import tomllib
from pathlib import Path

import pytest
from tests.speak.sales.buying import company_world

from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import build_index
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


def test_what_is_named_beside_another_thing_of_its_kind_is_not_answered_by_it() -> None:
    parking = Article(
        "parking",
        Language.KO,
        "주차할 수 있나요?",
        "건물 지하에 두 시간 동안 주차하실 수 있어요.",
        "https://clinic.example/visit",
        ArticleKind.FAQ,
    )
    hours = Article(
        "hours",
        Language.KO,
        "진료 시간이 어떻게 되나요?",
        "평일 아홉 시부터 여섯 시까지입니다.",
        "https://clinic.example/hours",
        ArticleKind.FAQ,
    )
    index = build_index([parking, hours], SentenceEncoder())
    found = answering_article(index, "주차 되나요?", Language.KO, TOOLS)
    assert found is not None and found.article_id == "parking"
    for question in ("커피 주나요?", "날씨가 어때요?", "점심 드셨어요?"):
        assert answering_article(index, question, Language.KO, TOOLS) is None, question


def test_no_article_answers_nothing() -> None:
    index = company_world(Language.EN).index
    assert index is not None
    assert answering_article(index, "", Language.EN, TOOLS) is None
    assert answering_article(index, "   \n", Language.EN, TOOLS) is None
