"""The promise: a buyer's question gets the article that answers it or none at all, and what a
company has not written about is answered by nothing."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.speak.sales.buying import company_world

from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.evidence import Numbers
from dangol.speak.knowledge.index import build_index
from dangol.speak.sales.answering import Written, answering_article, trade_lexicon
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


NEAR = {
    Language.KO: (
        *("환불은 가능한가요?", "비영리단체는 무료인가요?", "평생 무료인가요?", "ISO 9001 있나요?"),
        *("카카오톡 이모티콘도 만들어 주나요?", "고객이 채팅에서 바로 결제할 수 있나요?"),
    ),
    Language.JA: (
        *(
            "返金はできますか",
            "非営利団体は無料ですか？",
            "ずっと無料ですか？",
            "ISO 9001はありますか",
        ),
        *("会議室の席も予約できますか", "お客様がチャットでそのまま支払えますか？"),
    ),
    Language.EN: (
        *("Can I get a refund on the annual plan?", "Is your service free for non-profits?"),
        *("free plan forever?", "Do you have ISO 9001?", "does it make KakaoTalk stickers?"),
        "can shoppers pay inside the chat?",
    ),
}
"""In the words of an article, about something else."""


@pytest.mark.parametrize("language", Language)
def test_the_words_of_an_article_in_a_question_about_another_thing_are_not_answered_by_it(
    language: Language,
) -> None:
    index = company_world(language).index
    assert index is not None
    found = {one: answering_article(index, one, language, TOOLS) for one in NEAR[language]}
    assert {one: got.article_id for one, got in found.items() if got is not None} == {}


@pytest.mark.parametrize(
    ("question", "language", "wanted"),
    [
        ("데이터를 독일에 저장할 수 있나요?", Language.KO, "data-location"),
        ("データはドイツに保存できますか？", Language.JA, "data-location"),
        ("can our data be stored in Germany?", Language.EN, "data-location"),
        ("체험 기간이 얼마나 되나요?", Language.KO, "trial"),
        ("トライアルは何日間ですか", Language.JA, "trial"),
        ("How long does the trial last?", Language.EN, "trial"),
        ("ISO 27001 있나요?", Language.KO, "security"),
        ("障害のときは返金してもらえますか", Language.JA, "uptime"),
    ],
)
def test_what_an_article_does_tell_is_still_answered(
    question: str, language: Language, wanted: str
) -> None:
    index = company_world(language).index
    assert index is not None
    found = answering_article(index, question, language, TOOLS)
    assert found is not None and found.article_id == wanted


def test_a_question_changes_nothing_of_what_was_read() -> None:
    """Turns are taken side by side."""
    index = company_world(Language.EN).index
    assert index is not None
    written = Written(index, TOOLS, trade_lexicon())
    before = [{key: one.tobytes() for key, one in rows.items()} for rows in rows_of(written)]
    for question in ("is there parking?", "does it work with Notion?", "is there an ERP module?"):
        written.weigh(question)
        written.speaks_of(question, 0, is_near=False)
        written.has_named_title(0)
    after = [{key: one.tobytes() for key, one in rows.items()} for rows in rows_of(written)]
    assert before == after


def rows_of(written: Written) -> tuple[Mapping[str, Numbers], ...]:
    return written.titles, written.texts


def test_a_condition_of_which_a_company_has_written_is_what_a_question_is_about() -> None:
    refunds = Article(
        "refunds",
        Language.KO,
        "환불은 어떻게 받나요?",
        "출발 7일 전까지 취소하시면 낸 금액을 모두 돌려드립니다.",
        "https://travel.example/refunds",
        ArticleKind.FAQ,
    )
    meals = Article(
        "meals",
        Language.KO,
        "식사가 포함되나요?",
        "아침 식사가 포함되어 있습니다.",
        "https://travel.example/meals",
        ArticleKind.FAQ,
    )
    index = build_index([refunds, meals], SentenceEncoder())
    for question in ("환불되나요?", "돈을 돌려받을 수 있나요?", "낸 돈 환급 돼요?"):
        found = answering_article(index, question, Language.KO, TOOLS)
        assert found is not None and found.article_id == "refunds", question


def test_no_article_answers_nothing() -> None:
    index = company_world(Language.EN).index
    assert index is not None
    assert answering_article(index, "", Language.EN, TOOLS) is None
    assert answering_article(index, "   \n", Language.EN, TOOLS) is None
