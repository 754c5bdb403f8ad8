"""A text is read by the words of the examples: slips are mended, and what frames it is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.phrasing import Phrasing, is_slip

WISHES = ("cancel", "track", "return", "exchange", "deliver", "wrap", "pay")
FRAMES = ("i want help to {} it", "how can i {} it", "please {} the parcel")


@pytest.fixture(scope="module")
def phrasing() -> Phrasing:
    pairs = [(frame.format(wish), wish) for wish in WISHES for frame in FRAMES]
    return Phrasing([text for text, _ in pairs], [wish for _, wish in pairs], SentenceEncoder())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("please cancle it", "please cancel it"),
        ("Exchnge it!", "exchange it!"),
        ("how can i trck it?", "how can i track it?"),
        ("cancel the banana", "cancel the banana"),
        ("pya it", "pya it"),
        ("환불해줘 반품 返品", "환불해줘 반품 返品"),
    ],
)
def test_an_unknown_word_a_slip_away_from_a_known_one_is_read_as_that(
    phrasing: Phrasing, written: str, read: str
):
    assert phrasing.respelled(written) == read


def test_words_of_most_intents_are_the_frame_and_the_rest_is_what_it_is_about(phrasing: Phrasing):
    assert phrasing.core("I want help to cancel it") == "cancel"
    assert phrasing.core("how can i") == "how can i"


def test_of_few_intents_no_word_is_a_frame():
    pairs = [("please send it", "a"), ("please stop it", "b"), ("please wash", "c")]
    few = Phrasing([text for text, _ in pairs], [one for _, one in pairs], SentenceEncoder())
    assert few.core("please send it") == "please send it"


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_a_slip_goes_both_ways_and_moves_one_letter_or_turns_two(word: str, other: str):
    assert is_slip(word, other) == is_slip(other, word)
    assert is_slip(word, word)
    if is_slip(word, other):
        assert abs(len(word) - len(other)) <= 1
        differing = sum(a != b for a, b in zip(word, other, strict=False))
        assert len(word) != len(other) or differing <= 2
