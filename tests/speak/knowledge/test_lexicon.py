"""Shoppers' words and the trade's words meet in one concept, in three languages."""

import pytest

from dangol.speak.knowledge.lexicon import (
    LexiconError,
    example_sentences,
    parse_lexicon,
    shop_lexicon,
)
from dangol.terms.languages import Language


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("제 돈은 언제 들어와요?", "refund"),
        ("제돈언제들어와요", "refund"),
        ("お金が戻ってこない", "refund"),
        ("when do I get my money back", "refund"),
        ("오늘 시키면 내일 와요?", "arrival_time"),
        ("荷物いつ届きますか", "arrival_time"),
        ("택 뗐는데 괜찮나요", "return_window"),
        ("ＰａｙＰａｙ使えますか", "payment_methods"),
        ("do you take AMEX?", "payment_methods"),
    ],
)
def test_colloquial_words_speak_of_the_concept(text: str, concept: str):
    assert concept in shop_lexicon().concepts_of(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [("it's mine, I'm sure", "size"), ("good leadership", "delivery"), ("상품이 예뻐요", "size")],
)
def test_a_piece_of_another_word_does_not(text: str, concept: str):
    assert concept not in shop_lexicon().concepts_of(text)


def test_every_concept_has_phrases_in_every_language_and_examples_are_of_known_concepts():
    lexicon = shop_lexicon()
    thin = lexicon.thinned(1.0)
    assert thin.concepts == lexicon.concepts
    assert {concept for concept, _ in example_sentences()} <= set(lexicon.concepts)


def test_a_thinned_lexicon_knows_less_and_always_the_same():
    sentences = [sentence for _, sentence in example_sentences()]
    lexicon = shop_lexicon()
    half, again, none = lexicon.thinned(0.5), lexicon.thinned(0.5), lexicon.thinned(0.0)
    for sentence in sentences[::20]:
        assert half.concepts_of(sentence) == again.concepts_of(sentence)
        assert half.concepts_of(sentence) <= lexicon.concepts_of(sentence)
        assert not none.concepts_of(sentence)
    known = sum(len(lexicon.concepts_of(one)) for one in sentences)
    assert 0.3 * known < sum(len(half.concepts_of(one)) for one in sentences) < 0.9 * known


def test_a_shop_may_write_its_own():
    lexicon = parse_lexicon('[wig]\nko = ["가발"]\nja = ["かつら"]\nen = ["wig*", "hair+piece"]\n')
    assert lexicon.concepts_of("a piece of real hair") == {"wig"}
    assert lexicon.concepts_of("かつら") == lexicon.concepts_of("wigs") == {"wig"}
    assert Language.KO in Language


@pytest.mark.parametrize("text", ["[a", "a = 1", '[a]\nfr = ["b"]', '[a]\nko = ["b+"]'])
def test_a_broken_lexicon_says_how_it_is_written(text: str):
    with pytest.raises(LexiconError) as fault:
        parse_lexicon(text)
    assert "[refund]" in fault.value.hint
