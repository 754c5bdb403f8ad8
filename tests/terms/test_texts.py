"""Every text that Dangol says exists in Korean, Japanese and English, and says the same in each."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.decide.opportunity import Silence
from dangol.listen.outcomes import Outcome, Reason
from dangol.listen.signals import SignalName
from dangol.terms.languages import Language
from dangol.terms.texts import (
    MissingTextError,
    join_sentences,
    parse_texts,
    places_of,
    read_texts,
    render_chart_date,
    render_date,
    render_share,
    render_short_date,
    render_text,
)

SOURCE = Path(__file__).parents[2] / "src" / "dangol"
HANGUL = re.compile(r"[\uac00-\ud7a3]")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
BEYOND_ENGLISH = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


def source_texts() -> str:
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.jinja")]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_every_text_says_the_same_values_in_every_language() -> None:
    for key, forms in read_texts().items():
        places = places_of(forms["en"])
        for language in Language:
            found = places_of(forms[language])
            if not key.startswith("date."):  # a date is put together differently in each language
                assert found == places, f"{key} in {language}"
        assert places_of(forms.get("en_one", "")) <= places, key


def test_korean_is_korean_and_japanese_is_japanese() -> None:
    for key, forms in read_texts().items():
        words = {language: re.sub(r"\{\w+\}", "", text) for language, text in forms.items()}
        if not any(letter.isalpha() for letter in words["en"] + words["ko"]):
            continue
        # A day in figures; a clock of 24 hours, which needs no word in Japanese.
        if key not in ("date.chart", "date.range", "sales.when.am", "sales.when.pm"):
            assert HANGUL.search(words["ko"]), key
            assert JAPANESE.search(words["ja"]), key
        assert not BEYOND_ENGLISH.search(words["en"]), key
        assert not HANGUL.search(words["ja"]), key


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("silence", Silence),
        ("refusal", Reason),
        ("signal", SignalName),
        ("outcome", Outcome),
        ("outcome", ["received"]),
    ],
)
def test_every_reason_has_its_words(kind: str, words: list[str]) -> None:
    for word in words:
        for language in Language:
            assert render_text(f"{kind}.{word}", language)


def test_no_two_reasons_of_a_kind_read_alike() -> None:
    for kind in ("silence", "refusal", "signal", "outcome"):
        for language in Language:
            said = [
                forms[language] for key, forms in read_texts().items() if key.startswith(f"{kind}.")
            ]
            assert len(set(said)) == len(said), (kind, language)


def test_every_text_that_the_code_asks_for_exists() -> None:
    asked = set(re.findall(r'\b(?:t|_text|render_text)\(\s*"([a-z_]+\.[a-z_.]+)"', source_texts()))
    assert len(asked) > 50
    assert asked - set(read_texts()) == set()


def test_every_text_that_exists_is_asked_for() -> None:
    source = source_texts()
    open_ended = tuple(re.findall(r'f"([a-z_]+(?:\.[a-z]+)*[._][a-z]*_?)\{', source))
    unused = [
        key for key in read_texts() if f'"{key}"' not in source and not key.startswith(open_ended)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[a.b]\nko = "가"\nja = "あ"\n', "no text in en"),
        ('[a.b]\nko = "가"\nja = " "\nen = "a"\n', "no text in ja"),
        ('[a.b]\nko = "가"\nja = "あ"\nen = "a"\nfr = "a"\n', "fr"),
        ('[a]\nb = "가"\n', "a text by itself"),
    ],
)
def test_a_text_that_is_not_whole_is_refused(text: str, problem: str) -> None:
    with pytest.raises(MissingTextError, match=problem):
        parse_texts(text)


def test_a_key_or_a_value_that_is_not_there_is_an_error() -> None:
    with pytest.raises(MissingTextError, match="no such text"):
        render_text("no such text", Language.KO)
    with pytest.raises(MissingTextError, match="value"):
        render_text("count.days", Language.EN, days=3)


def test_one_is_singular_in_english_and_large_numbers_have_marks() -> None:
    assert render_text("count.days", Language.EN, n=1) == "1 day"
    assert render_text("count.days", Language.EN, n=12_345) == "12,345 days"
    assert render_text("count.days", Language.KO, n=12_345) == "12,345일"
    assert render_text("count.days", Language.JA, n=1) == "1日"


@given(st.text())
def test_a_value_is_never_taken_for_a_place(value: str) -> None:
    said = render_text("rehearsal.written", Language.JA, file=value)
    assert said == f"レポートを {value} に保存しました。ブラウザで開いてください。"


def test_a_date_is_written_as_in_its_language() -> None:
    day = date(2026, 10, 1)
    assert [render_date(day, language) for language in Language] == [
        "2026년 10월 1일",
        "2026年10月1日",
        "1 October 2026",
    ]
    assert [render_short_date(day, language) for language in Language] == [
        "10월 1일",
        "10月1日",
        "1 Oct",
    ]
    assert [render_chart_date(day, language) for language in Language] == ["10/1", "10/1", "1 Oct"]


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(0, "0%"), (0.5, "50%"), (0.0996, "10.0%"), (0.032, "3.2%"), (0.0083, "0.83%"), (1, "100%")],
)
def test_a_share_is_finer_the_smaller_it_is(ratio: float, said: str) -> None:
    assert render_share(ratio) == said


def test_japanese_sentences_stand_without_a_space_between() -> None:
    assert join_sentences(Language.JA, "はい。", "", "いいえ。") == "はい。いいえ。"
    assert join_sentences(Language.KO, "네.", "", "아니요.") == "네. 아니요."
