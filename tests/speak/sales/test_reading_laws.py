"""Whatever is written, reading never fails, says the same again, and has the writer's words."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dangol.speak.sales.reading import read_known
from dangol.speak.sales.reading.seen import MOST_WRITTEN
from dangol.speak.sales.slots_file import default_slots
from dangol.terms.languages import Language

SLOTS = default_slots()
ASKED = ["", *(slot.name for slot in SLOTS.slots), "nobody asks this"]
KOREAN = """
상담원 20명 스무 명 이삼십 말고 이상 월 50만 원 인당 예산 다음 달 내년 1분기
내후년 젠데스크 쓰는데 안 대표님이 결정 제가
"""
JAPANESE = """
二十人 10〜15名 約 以上 来月 年度内 ４月から 予算 ￥３０，０００ Zendesk
を使って 社長 決裁 じゃなくて 未定 ０９０－１２３４－５６７８
"""
ENGLISH = """
20 agents a dozen of between and $500 /mo per seat by March Q2 within two months not use my boss
decides ａ＠ｂ．ｃｏ ½ ① ㈱ % , . ? ﾀﾞｲｽ
"""
ODD = ["e\u0301", "ᄒ\u1161ᆫ", "\u200b", "\u202e", "🎉", "\n", "\ud800"]
PIECES = [*f"{KOREAN}{JAPANESE}{ENGLISH}".split(), *ODD]
VALUES = {
    "team_size": r"\d+|\d+-\d+|\d+-|-\d+",
    "timing": r"now|open|\d{4}|\d{4}-Q[1-4]|\d{4}-\d{2}(-\d{2})?",
    "decider": "self|manager|executive|team|other",
    "budget": r"[A-Z]{3} (\d+(\.\d+)?)?-?(\d+(\.\d+)?)?(/seat)?(/month|/year)?",
    "contact": r"[^\s@]+@[^\s@]+\.[a-z]+|\d{8,15}",
}
texts = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=200)


@given(texts, st.sampled_from(Language), st.sampled_from(ASKED), st.dates())
@example("2월 31일에 도입", Language.KO, "timing", date(2026, 1, 1))
@example("내후년에 도입할게요 12년 안에", Language.KO, "timing", date.max)
@example("March", Language.EN, "timing", date.min)
@example("一億億億人", Language.JA, "team_size", date.min)
def test_reading_keeps_its_laws(text: str, language: Language, asked: str, today: date) -> None:
    known = read_known(text, language, today, SLOTS, asked)
    assert known == read_known(text, language, today, SLOTS, asked)
    assert len({one.slot for one in known}) == len(known)
    for one in known:
        assert one.words
        assert one.words == one.words.strip()
        assert one.words in text
        if one.slot in VALUES:
            assert re.fullmatch(VALUES[one.slot], one.value), one
    assert {one.value for one in known if one.slot == "tool"} <= set(SLOTS.tools)
    assert {one.value for one in known if one.slot == "need"} <= set(SLOTS.topics)


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "1,", "20명 ", "a.", "a@", "$5-", "0-1", "다음 달 ", "within ", "1 of ", "私が"),
        *("一", "젠데스크랑", "の月", "\u0301", "ᄒ", "\u200b가"),
    ],
)
def test_of_a_hostile_text_no_more_is_read_than_its_beginning(piece: str) -> None:
    def read(characters: int, asked: str) -> object:
        text = (piece * characters)[:characters]
        return read_known(text, Language.KO, date(2026, 11, 22), SLOTS, asked)

    for asked in ("team_size", "budget"):
        # What grew with the square would not be over within this suite's bound for a test.
        assert read(200_000, asked) == read(MOST_WRITTEN, asked)
