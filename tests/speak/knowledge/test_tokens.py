"""Words are found in every script, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.knowledge.lexical import LexicalIndex
from dangol.speak.knowledge.sentences import sentences_of
from dangol.speak.knowledge.tokens import fold, tokens_of


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("환불", "환불은 영업일 3일 안에 됩니다"),
        ("환불", "카드환불처리 안내"),
        ("반품", "단순변심반품도 가능해요"),
        ("교환", "사이즈교환은 무료예요"),
        ("送料", "返品の送料無料キャンペーン"),
        ("返品", "商品返品について"),
        ("返金", "全額返金保証"),
        ("再入荷", "再入荷のお知らせ"),
        ("かご", "買い物かごに入れる"),
        ("ポイント", "ポイントカード"),
        ("refund", "Refunds take 3 days"),
        ("delivery", "Deliveries are free"),
        ("returning", "Can I return it?"),
        ("ＳＭＳ", "we text you by sms"),
        ("５００円", "送料は500円です"),
        ("ﾎﾟｲﾝﾄ", "ポイントの使い方"),
        ("café", "at the CAFE"),
    ],
)
def test_a_word_is_found_wherever_it_stands(word: str, text: str):
    other = "양말 세 켤레, 靴下、three socks"
    scores, _ = LexicalIndex(["a", "b"], [text, other]).search(tokens_of(word))
    assert scores[0] > scores[1] == 0


@pytest.mark.parametrize(
    ("bare", "dressed"),
    [
        ("환불", "환불은요"),
        ("배송비", "배송비를"),
        ("쿠폰", "쿠폰으로"),
        ("교환", "교환하고싶어요"),
    ],
)
def test_a_particle_makes_no_other_word_of_it(bare: str, dressed: str):
    assert bare in tokens_of(dressed)


def test_a_particle_never_takes_a_word_below_two_syllables():
    assert "나이" in tokens_of("나이")
    assert "가지" in tokens_of("가지")


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_every_text_has_tokens_of_positive_weight(text: str):
    assert all(weight > 0 for weight in tokens_of(text).values())


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6), st.text(max_size=60))
def test_lexical_scores_stay_between_nothing_and_the_best_possible(texts: list[str], asked: str):
    scores, covered = LexicalIndex(texts, texts[::-1]).search(tokens_of(asked))
    assert ((scores >= 0) & (scores <= 1)).all()
    assert ((covered >= 0) & (covered <= 1 + 1e-9)).all()


def test_voiced_kana_stays_another_letter_and_latin_accents_fall():
    assert fold("が") != fold("か")
    assert fold("ÉTÉ") == "ete"


@given(st.text(max_size=300))
def test_sentences_hold_every_letter_of_the_text(text: str):
    assert "".join("".join(sentences_of(text)).split()) == "".join(text.split())


def test_sentences_end_as_each_language_ends_them():
    assert sentences_of("배송비는 3,000원이에요. 5만원부터 무료예요.") == [
        "배송비는 3,000원이에요.",
        "5만원부터 무료예요.",
    ]
    assert sentences_of("送料は500円です。5,000円以上で無料になります。") == [
        "送料は500円です。",
        "5,000円以上で無料になります。",
    ]
