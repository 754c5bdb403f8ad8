"""Ten examples an intent are enough to tell what a text is after."""

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.speak.intents import (
    Example,
    IntentClassifier,
    TooFewExamplesError,
    learn_intents,
    without_numbers,
)
from dangol.speak.knowledge.embedder import SentenceEncoder

FEW = [
    Example(text, intent)
    for intent, texts in {
        "refund": ["환불해 주세요", "돈 돌려주세요", "返金してください", "I want my money back"],
        "track": ["택배 어디예요", "배송 조회", "荷物はどこですか", "where is my parcel"],
        "greet": ["안녕하세요", "반가워요", "こんにちは", "hello there"],
    }.items()
    for text in texts
]


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return learn_intents(FEW, SentenceEncoder())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("제 돈 돌려받고 싶어요", "refund"),
        ("お金を返して", "refund"),
        ("please refund me", "refund"),
        ("지금 택배 어디까지 왔나요", "track"),
        ("私の荷物は今どこ", "track"),
        ("has my package shipped", "track"),
        ("안녕", "greet"),
        ("hi", "greet"),
    ],
)
def test_what_is_said_in_other_words_is_told(classifier: IntentClassifier, text: str, intent: str):
    assert classifier.classify(text)[0].intent == intent


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_probabilities_add_to_one_and_come_in_order(classifier: IntentClassifier, text: str):
    guesses = classifier.classify(text, top=3)
    assert sum(one.probability for one in guesses) == pytest.approx(1.0)
    chances = [one.probability for one in guesses]
    assert chances == sorted(chances, reverse=True)


def test_the_same_examples_give_the_same_classifier_in_any_order(classifier: IntentClassifier):
    again = learn_intents(FEW[::-1], SentenceEncoder())
    for text in ("환불", "parcel", "荷物"):
        one, other = classifier.classify(text)[0], again.classify(text)[0]
        assert one.intent == other.intent
        assert one.probability == pytest.approx(other.probability, abs=1e-4)


def test_which_order_it_is_makes_no_difference(classifier: IntentClassifier):
    assert without_numbers("order 00123842, 3 days") == "order #, 3 days"
    one = classifier.classify("where is parcel 00123842")
    assert one == classifier.classify("where is parcel 99887766")


def test_one_intent_alone_is_refused():
    with pytest.raises(TooFewExamplesError) as fault:
        learn_intents([Example("a", "x"), Example("b", "x")], SentenceEncoder())
    assert "ten are good" in fault.value.hint


@pytest.mark.data
@pytest.mark.parametrize(
    ("train", "test", "columns", "least"),
    [
        ("banking77/train.csv", "banking77/test.csv", ("text", "category"), 0.78),
        (
            "bitext_customer_service_sample/Bitext_Sample_Customer_Service_Training_Dataset.csv",
            "bitext_customer_service_sample/Bitext_Sample_Customer_Service_Testing_Dataset.csv",
            ("utterance", "intent"),
            0.94,
        ),
    ],
)
def test_ten_examples_an_intent_tell_real_questions_apart(
    data_dir: Path, train: str, test: str, columns: tuple[str, str], least: float
):
    def rows(name: str) -> list[tuple[str, str]]:
        with (data_dir / name).open(encoding="utf-8", newline="") as file:
            return [(row[columns[0]], row[columns[1]]) for row in csv.DictReader(file)]

    texts: dict[str, set[str]] = {}
    for text, intent in rows(train):
        texts.setdefault(intent, set()).add(text)
    chance = random.Random(1)
    few = [
        Example(text, intent)
        for intent in sorted(texts)
        for text in chance.sample(sorted(texts[intent]), 10)
    ]
    classifier = learn_intents(few, SentenceEncoder())
    asked = rows(test)
    guessed = classifier.chances([text for text, _ in asked]).argmax(axis=1).tolist()
    right = sum(classifier.intents[g] == w for g, (_, w) in zip(guessed, asked, strict=True))
    assert right / len(asked) >= least
