"""What a buyer says is read into slots, each with the words it came from."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dangol.speak.sales.evaluate import evaluate_reading, parse_dialogues
from dangol.speak.sales.known import Known
from dangol.speak.sales.reading import merge_known, read_known
from dangol.speak.sales.slots_file import default_slots
from dangol.terms.languages import Language

TODAY = date(2026, 11, 22)
BENCH = Path(__file__).parents[3] / "bench" / "sales"


def values(text: str, language: str, asked: str = "") -> dict[str, str]:
    known = read_known(text, Language(language), TODAY, default_slots(), asked)
    return {one.slot: one.value for one in known}


def test_one_sentence_tells_size_tool_and_timing_with_its_words() -> None:
    text = "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요. 가격이 얼마예요?"
    known = read_known(text, Language.KO, TODAY, default_slots())
    assert [(one.slot, one.value, one.words) for one in known] == [
        ("tool", "zendesk", "젠데스크"),
        ("team_size", "20", "20명"),
        ("timing", "2026-12", "다음 달에"),
    ]


@pytest.mark.parametrize("name", ["dev_ko.toml", "dev_ja.toml", "dev_en.toml"])
def test_the_dialogues_it_was_made_by_are_read_as_written(name: str) -> None:
    dialogues = parse_dialogues((Path(__file__).parent / name).read_bytes(), name)
    found = evaluate_reading([dialogues], default_slots())
    assert (found.misses, found.without_words) == ((), 0)


def test_the_dialogues_that_judge_it_are_read_well_in_every_language() -> None:
    files = [parse_dialogues(path.read_bytes(), path.name) for path in BENCH.glob("judge_*.toml")]
    found = evaluate_reading(files, default_slots())
    assert found.without_words == 0
    assert (found.overall.f1 or 0) >= 0.90
    assert {tag for tag, one in found.by_language.items() if (one.f1 or 0) >= 0.88} == {
        "ko",
        "ja",
        "en",
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "하루 문의가 200건 정도예요"),
        ("ko", "20분 기다렸는데 답이 없네요"),
        ("ko", "주문번호 20231105 건 환불 30,000원이요"),
        ("ko", "버전 2.5에서 20% 할인되나요"),
        ("ko", "직원 100명 이상이면 할인되나요"),
        ("ko", "회원이 3만 명이에요"),
        ("ko", "상담원 한 명 연결해 주세요"),
        ("ja", "20分ほど待っています"),
        ("ja", "会員が3万人います"),
        ("ja", "一人あたりいくらですか"),
        ("en", "I have waited 20 minutes"),
        ("en", "we get 200 tickets a day from 5,000 customers"),
        ("en", "how much is $30 per seat"),
    ],
)
def test_other_numbers_are_no_team(language: str, text: str) -> None:
    assert "team_size" not in values(text, language)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("ko", "20", "20"),
        ("ko", "스무 명쯤이요", "20"),
        ("ko", "２０～３０명", "20-30"),
        ("ko", "이삼십 명", "20-30"),
        ("ko", "20명 이상이요", "20-"),
        ("ko", "열 명 이하", "-10"),
        ("ja", "二十人ぐらいかな", "20"),
        ("ja", "10〜15名", "10-15"),
        ("ja", "5、6名", "5-6"),
        ("en", "a couple of hundred", "200"),
        ("en", "more than twenty", "20-"),
        ("en", "under 10 people", "-10"),
    ],
)
def test_an_answer_may_be_a_bare_number(language: str, text: str, value: str) -> None:
    assert values(text, language, "team_size")["team_size"] == value


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("ko", "아니 20명 말고 30명이요", "30"),
        ("ja", "20名じゃなくて30名です", "30"),
        ("en", "20 people, sorry, 30", "30"),
        ("ko", "작년에는 10명이었는데 지금은 20명이에요", "20"),
    ],
)
def test_what_is_said_instead_counts(language: str, text: str, value: str) -> None:
    assert values(text, language)["team_size"] == value


@pytest.mark.parametrize(
    ("language", "text", "tool"),
    [
        ("ko", "젠데스크 쓰는데요", "zendesk"),
        ("ko", "채널톡에서 옮기려고 해요", "channel_talk"),
        ("ko", "젠데스크 안 써요", None),
        ("ko", "젠데스크랑 연동돼요?", None),
        ("ko", "젠데스크보다 싼가요?", None),
        ("ko", "온라인 라인업이 궁금해요", None),
        ("ja", "Zendeskを使っています", "zendesk"),
        ("ja", "Zendeskは使っていません", None),
        ("ja", "Zendeskと連携できますか", None),
        ("ja", "LINEで対応しています", "line_official"),
        ("en", "we're moving off Intercom", "intercom"),
        ("en", "does it integrate with Salesforce?", None),
        ("en", "we don't use Intercom, we're on Freshdesk", "freshdesk"),
        ("en", "the line is long and we use nothing else", None),
    ],
)
def test_a_tool_is_known_where_it_is_used(language: str, text: str, tool: str | None) -> None:
    assert values(text, language).get("tool") == tool


@pytest.mark.parametrize(
    ("language", "text", "timing"),
    [
        ("ko", "내년 1분기에 도입하려고요", "2027-Q1"),
        ("ko", "연내에 바꾸고 싶어요", "2026"),
        ("ko", "두 달 안에 옮겨야 해요", "2027-01"),
        ("ko", "당장 써야 해요", "now"),
        ("ko", "아직 알아보는 중이에요", "open"),
        ("ko", "내일 오후 3시에 통화 돼요?", None),
        ("ko", "작년부터 쓰고 있어요", None),
        ("ko", "바로 답 주세요", None),
        ("ja", "年度内に導入したい", "2027-03"),
        ("ja", "４月から使い始めたいです", "2027-04"),
        ("ja", "4月から使っています", None),
        ("ja", "再来月に切り替えたい", "2027-01"),
        ("en", "we need it live by March", "2027-03"),
        ("en", "we may switch in Q2", "2027-Q2"),
        ("en", "no rush, just looking", "open"),
        ("en", "can we talk tomorrow at 3pm", None),
    ],
)
def test_a_time_is_known_where_something_would_begin(
    language: str, text: str, timing: str | None
) -> None:
    assert values(text, language).get("timing") == timing


@pytest.mark.parametrize(
    ("language", "text", "asked", "budget"),
    [
        ("ko", "예산은 월 50만 원 정도예요", "", "KRW 500000/month"),
        ("ko", "인당 3만 원 이하면 좋겠어요", "", "KRW -30000/seat"),
        ("ko", "500만~1000만", "budget", "KRW 5000000-10000000"),
        ("ko", "월 4만 9천원 플랜 얼마예요?", "", None),
        ("ko", "젠데스크에 월 200만 원 내고 있어요", "", None),
        ("ja", "予算は月10万円以内です", "", "JPY -100000/month"),
        ("ja", "予算は￥３０，０００くらい", "", "JPY 30000"),
        ("en", "our budget is $500/mo", "", "USD 500/month"),
        ("en", "2k a year", "budget", "USD 2000/year"),
        ("en", "is the $49 plan per month?", "", None),
    ],
)
def test_an_amount_is_a_budget_where_somebody_would_spend_it(
    language: str, text: str, asked: str, budget: str | None
) -> None:
    assert values(text, language, asked).get("budget") == budget


@pytest.mark.parametrize(
    ("language", "text", "asked", "decider"),
    [
        ("ko", "제가 결정하는 건 아니고 팀장님이 정하세요", "", "manager"),
        ("ko", "제가 대표라서 제가 결정해요", "", "self"),
        ("ko", "팀장님이랑 밥 먹었어요", "", None),
        ("ja", "社長の承認が必要です", "", "executive"),
        ("ja", "みんなで決めます", "decider", "team"),
        ("en", "procurement signs off on everything", "", "other"),
        ("en", "me", "decider", "self"),
    ],
)
def test_who_decides_is_known_by_the_word_for_it(
    language: str, text: str, asked: str, decider: str | None
) -> None:
    assert values(text, language, asked).get("decider") == decider


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Ｔａｎａｋａ＠Example．co．jp までお願いします", "tanaka@example.co.jp"),
        ("010-2345-6789로 주세요", "01023456789"),
        ("090 1234 5678 です", "09012345678"),
        ("+1 (415) 555-0132", "14155550132"),
        ("연락처는 ０９０ー１２３４ー５６７８", "09012345678"),
        ("090ー1234ー5678です", "09012345678"),
        ("090（1234）5678 までお電話ください", "09012345678"),
        ("010 - 1234 - 5678이에요", "01012345678"),
        ("010/1234/5678로 주세요", "01012345678"),
        ("010‒1234‒5678", "01012345678"),
        ("my number is (415)555-0132", "4155550132"),
        ("+81ー90ー1234ー5678", "819012345678"),
        ("메일은 kim @ x.com 이에요", "kim@x.com"),
        ("kim ＠ x．com にお願いします", "kim@x.com"),
        ("please write to kim @ x.com", "kim@x.com"),
        ("we have 20 seats @ acme.com", None),
        ("taro..y@docomo.ne.jp にお願いします", "taro..y@docomo.ne.jp"),
        ("taro.@ezweb.ne.jp", "taro.@ezweb.ne.jp"),
        ("taro.@example.com", None),
        ("주문번호 0212345678", None),
        ("주문번호 0212-3456-7890", None),
        ("대표번호 02-123-4567로 전화했는데 안 받아요", None),
    ],
)
def test_an_address_or_a_number_of_theirs_is_a_contact(text: str, contact: str | None) -> None:
    assert values(text, "ko").get("contact") == contact


def said(*known: tuple[str, str]) -> Sequence[Known]:
    return [Known(slot, value, value) for slot, value in known]


def test_what_was_said_last_takes_the_place_of_what_was_said_before() -> None:
    known = merge_known(said(("team_size", "20"), ("timing", "2026-12")), said(("team_size", "30")))
    assert {one.slot: one.value for one in known} == {"team_size": "30", "timing": "2026-12"}


def test_a_vague_word_does_not_take_away_a_time_or_an_address() -> None:
    before = said(("timing", "2026-12"), ("contact", "a@b.co"))
    after = said(("timing", "open"), ("contact", "01012345678"))
    assert merge_known(before, after) == tuple(before)
    asked = {one.slot: one.value for one in merge_known(before, after, "timing")}
    assert asked == {"timing": "open", "contact": "a@b.co"}
