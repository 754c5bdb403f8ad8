"""The files of themes, and what a reader makes of them with the built-in encoder."""

import re
from pathlib import Path

import numpy as np
import pytest

from dangol.engine.insight.voc import encoder, given_themes, reader_of
from dangol.insight.voc.discover import discover, entries_of
from dangol.insight.voc.reader import Reader
from dangol.insight.voc.themes import BUILT_IN, ThemesError, built_in_text, read_themes

SMALL = """
version: 1
themes:
  - id: cost
    name: {ko: 비용, ja: 費用, en: Cost}
    any: [요금, price, 料金]
    none: [요금제 안내]
    examples:
      ko: [요금이 너무 비싸요, 요금 부담이 큽니다]
      en: [the price is too high, price is a burden]
      ja: [料金が高すぎます]
  - id: slow
    name: {ko: 느림, ja: 遅い, en: Slow}
    words: [답이/답변이+느려/늦어]
    examples:
      ko: [답이 늦어서 손님을 놓쳐요, 문의 답변이 하루 걸립니다]
      en: [replies are too slow, we answer a day later]
      ja: [返信が遅いです]
"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(read_themes(SMALL), encoder())


@pytest.fixture(scope="module")
def messaging() -> Reader:
    return reader_of(given_themes("messaging"))


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_files_that_come_along_have_three_languages_for_every_theme(name):
    for theme in read_themes(built_in_text(name)).themes:
        for held in (theme.name, theme.what, theme.examples):
            assert held.ko and held.ja and held.en, theme.id


def test_several_themes_a_note_each_with_the_sentence_that_shows_it(reader):
    note = "요금이 많이 비싸다고 하심. 날씨 얘기를 조금 함. 문의 답이 늦어서 손님이 떠난다고."
    (found,) = reader.read([note])
    shown = {hit.theme: note[hit.begin : hit.end] for hit in found.hits}
    assert shown == {
        "cost": "요금이 많이 비싸다고 하심.",
        "slow": "문의 답이 늦어서 손님이 떠난다고.",
    }


def test_gates_open_and_close_a_theme_in_a_sentence(reader):
    must, may_not = reader.read(["너무 비싸요, 부담이 커요", "요금제 안내: 요금이 너무 비싸요"])
    assert "cost" not in {hit.theme for hit in (*must.hits, *may_not.hits)}


def test_a_denied_theme_is_not_found_and_the_kind_is_told(messaging):
    (found,) = messaging.read(["요금이 비싸다는 얘기는 없었음"])
    assert found.hits == ()
    assert [kind.value for kind in found.voided] == ["negated"]


@pytest.mark.parametrize(
    ("note", "theme"),
    [
        ("요금이 작년보다 너무 올라 부담이라고 하심", "cost"),
        ("料金が高くて負担だそうです", "cost"),
        ("They say the monthly fee is too expensive for them", "cost"),
        ("다음 달에 해지하겠다고 통보", "leaving"),
        ("来月で解約したいとのこと", "leaving"),
        ("They will cancel at the end of the month", "leaving"),
    ],
)
def test_a_theme_is_found_in_each_language(messaging, note, theme):
    (found,) = messaging.read([note])
    assert theme in {hit.theme for hit in found.hits}


def test_reading_is_the_same_every_time_and_whatever_stands_beside(messaging):
    notes = ["요금이 부담이라고 하심", "답이 늦어 손님을 놓친다고", "", "   ", "🙂"]
    together = messaging.read(notes)
    assert together == messaging.read(notes)
    assert [one.hits for one in together] == [messaging.read([note])[0].hits for note in notes]
    assert together[2].hits == together[3].hits == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\nthemes: []", "0 themes"),
        ("version: 9\nthemes: []", "version 9"),
        ("version: 1\nthemes:\n  - id: a\n    name: {en: A}\n    examples: {}", "neither"),
        ("version: 1\nthemes:\n  - id: a\n    name: {}\n    examples: {en: [x]}", "no name"),
        ("version: 1\nthemes:\n  - id: a\n    nam: x", "“a”"),
        ("a: &x [1]\nb: *x", "alias"),
        ("[" * 50 + "]" * 50, "deep"),
        ("version: 1\n  themes: [", "not YAML"),
        (SMALL.replace("id: slow", "id: cost"), "two themes"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(text, said):
    with pytest.raises(ThemesError, match=re.escape(said)):
        read_themes(text)


def test_discover_finds_the_theme_that_the_file_lacks_and_writes_it_as_an_entry(reader):
    places = ["부산", "대구", "광주", "대전", "울산", "제주", "수원", "춘천", "전주", "청주"]
    doors = [f"{place} 매장 주차장이 너무 좁아서 차를 못 댔어요" for place in places]
    foods = [f"{place} 직원 식당 점심 메뉴가 맛있었습니다" for place in places]
    dogs = [f"{place} 공원에서 강아지랑 산책하기 좋았어요" for place in places]
    found = discover([*doors, *foods, *dogs], reader, encoder(), seed=2)
    words = {word for one in found.proposals for word in one.words}
    assert {"주차장", "강아지"} & words
    assert all(0.4 <= one.stability <= 1 for one in found.proposals)
    assert found == discover([*doors, *foods, *dogs], reader, encoder(), seed=2)
    accepted = read_themes(entries_of(found))
    assert accepted.ids == tuple(one.id for one in found.proposals)


def test_too_few_sentences_propose_nothing(reader):
    assert discover(["안녕하세요"], reader, encoder()).proposals == ()


def test_vectors_are_the_same_in_batches_and_alone():
    embed = encoder()
    texts = [f"문장 {number} 길이가 {'조금 ' * (number % 7)}다릅니다" for number in range(70)]
    assert np.allclose(embed(texts)[33], embed([texts[33]])[0], atol=1e-5)


def test_the_judged_notes_share_no_run_of_words_with_the_examples():
    judged = Path(__file__).parents[3] / "bench" / "voc" / "notes_ko.jsonl"
    notes = judged.read_text("utf-8")
    themes = read_themes(built_in_text("messaging"))
    for theme in themes.themes:
        for text in theme.examples.ko:
            runs = {text[at : at + 12] for at in range(len(text) - 11)}
            assert not any(run in notes for run in runs), theme.id
