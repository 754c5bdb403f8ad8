"""A question gets the article that answers it; a telling word in what is no question gets none.

What is said in a turn is judged by the articles that the reply stands on.
"""

import pytest
from tests.speak.talking import OPEN, world_with

from dangol.speak.facts import SourceKind
from dangol.speak.reply import Skill, Turn
from dangol.speak.turn import take_turn
from dangol.terms.languages import Language


def cited(language: str, text: str) -> set[str]:
    reply = take_turn(Turn(text, OPEN, language=Language(language)), world_with("none"))
    facts = [fact for fact in reply.facts if fact.source.kind is SourceKind.ARTICLE]
    return {fact.key.removeprefix("article:") for fact in facts}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "내일 비와요?"),
        ("ko", "피자도 배달돼요?"),
        ("ko", "가입한 이메일을 다른 걸로 바꾸고 싶은데요"),
        ("ja", "明日は雨が来る？"),
        ("ja", "ソフトバンクの機種変更をキャンセルしたい"),
        ("en", "do you deliver pizza"),
        ("en", "are you listed on the stock exchange"),
        ("en", "can you take up the hem of this skirt for me"),
        ("en", "how do i cancel netflix"),
    ],
)
def test_a_telling_word_in_what_is_no_matter_of_the_shop_finds_no_article(language: str, text: str):
    assert cited(language, text) == set()


@pytest.mark.parametrize(
    ("language", "text", "article"),
    [
        ("ko", "배송", "shipping-time"),
        ("ko", "반품요", "return-how"),
        ("ja", "配送", "shipping-time"),
        ("ja", "返品", "return-how"),
        ("en", "delivery", "shipping-time"),
        ("en", "postage?", "shipping-fee"),
    ],
)
def test_a_word_alone_finds_the_article_of_its_topic(language: str, text: str, article: str):
    assert cited(language, text) == {article}


@pytest.mark.parametrize(
    ("language", "text", "article"),
    [
        ("ko", "울릉도 사는데 여기도 와요? 돈 더 받나요ㅠ", "remote-area"),
        ("ja", "いま電話できますか？何時までですか", "hours"),
        (
            "en",
            "We'd like 60 hoodies with our logo on them. Could you give us a price?",
            "bulk-order",
        ),
    ],
)
def test_a_clause_that_is_unclear_alone_is_read_with_the_rest(
    language: str, text: str, article: str
):
    assert cited(language, text) == {article}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "지퍼가 고장 났는데 고쳐 주시나요? 작년에 샀어요"),
        ("ja", "去年買ったコートのファスナーが壊れました。直せますか"),
        ("en", "zip broke on the coat i got last year can you fix it"),
    ],
)
def test_what_broke_long_after_it_was_bought_is_a_repair(language: str, text: str):
    assert "warranty" in cited(language, text)


@pytest.mark.parametrize("text", ["are you a human or a robot", "are you human?"])
def test_who_asks_whether_a_person_speaks_is_told_and_not_handed_over(text: str):
    reply = take_turn(Turn(text, OPEN, language=Language.EN), world_with("none"))
    assert not reply.hand_off
    said = take_turn(Turn("i want a human", OPEN, language=Language.EN), world_with("none"))
    assert said.hand_off


@pytest.mark.parametrize(
    ("language", "text", "article"),
    [
        ("ko", "안녕하세요 혹시 상자에 리본 묶어서 카드도 넣어주실수 있어요", "gift-wrap"),
        ("ja", "こんにちは、箱にリボンをかけてもらうことはできるでしょうか", "gift-wrap"),
        ("en", "hey could a ribbon and a little card go on the box", "gift-wrap"),
    ],
)
def test_whoever_greets_and_goes_on_is_answered_and_not_only_greeted(
    language: str, text: str, article: str
):
    assert cited(language, text) == {article}


@pytest.mark.parametrize(
    "text", ["안녕하세요 반갑습니다", "こんにちは", "hello there good morning"]
)
def test_a_greeting_alone_is_greeted(text: str):
    reply = take_turn(Turn(text, OPEN), world_with("none"))
    assert reply.skill is Skill.SMALL_TALK


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "배송은 얼마나 걸려요?"),
        ("ko", "배송 기간이 얼마나 되나요?"),
        ("ko", "언제쯤 도착하나요?"),
        ("ja", "配送にはどれくらいかかりますか？"),
        ("ja", "いつ頃届きますか？"),
        ("en", "how long does shipping take?"),
        ("en", "what's your delivery time"),
    ],
)
def test_the_plainest_question_about_delivery_is_answered(language: str, text: str) -> None:
    assert cited(language, text) == {"shipping-time"}
