"""A brief says who, what is known and what to say first, in three languages; and whatever a
stranger wrote stays words: in a mail, as HTML and in Slack.
"""

import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile.payloads import TEXTS

from dangol.engine.sales.brief_slack import MOST_BLOCKS, TEXT_LIMIT, render_brief_slack
from dangol.speak.sales.brief import Brief, BriefFacts, ReadPage, brief_of, first_words
from dangol.speak.sales.brief_mail import render_brief_html, render_brief_text
from dangol.speak.sales.fit import Reason
from dangol.speak.sales.known import Known, Origin
from dangol.speak.sales.motion import MeetingTime
from dangol.terms.instants import HOUR_US, Instant, parse_instant
from dangol.terms.languages import Language

KO, JA, EN = Language.KO, Language.JA, Language.EN


def at(text: str) -> Instant:
    instant = parse_instant(text)
    assert instant is not None
    return instant


STARTS = at("2026-11-25T06:00:00Z")
FACTS = BriefFacts(
    name="김서연",
    email="kim@hanbit.co.kr",
    spoken="ko",
    company="한빛커머스",
    domain="hanbit.co.kr",
    vouched=3,
    known=(
        Known("need", "support_load", "문의가 너무 많아요"),
        Known("tool", "zendesk", "젠데스크"),
        Known("team_size", "20", "상담원 20명"),
        Known("timing", "2026-12", "다음 달"),
        Known("budget", "KRW 500000/month", "budget: 500000", Origin.TRAIT),
    ),
    said=(
        "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요. 가격이 얼마예요?",
        "내일 오후 3시 돼요?",
    ),
    read=(ReadPage("요금", 200), ReadPage("/docs/migrate", 65), ReadPage("요금", 20)),
    score=75,
    fit="fit",
    stage="meeting",
    reasons=(
        Reason(
            {KO: "20명 이상", JA: "20名以上", EN: "20 people or more"},
            40,
            "team_size",
            "상담원 20명",
        ),
        Reason(
            {KO: "석 달 안에 시작", JA: "三か月以内", EN: "Within three months"},
            35,
            "timing",
            "다음 달",
        ),
    ),
    meeting=MeetingTime("h1", "박지훈", STARTS, Instant(STARTS + HOUR_US // 2), "Asia/Seoul"),
    zone="Asia/Seoul",
    tools={"zendesk": ("젠데스크", "Zendesk")},
    url="https://inbox.example/console/conversations/c1",
)


def lines(brief: Brief, name: str) -> list[str]:
    return [one.text for section in brief.sections if section.name == name for one in section.lines]


def test_a_brief_says_who_what_is_known_and_why() -> None:
    brief = brief_of(FACTS, KO)
    assert brief.title == "김서연 님 브리핑"
    assert [section.name for section in brief.sections] == [
        *("meeting", "who", "company", "known", "score", "asked", "read"),
    ]
    assert lines(brief, "meeting") == ["11월 25일(수) 오후 3:00 (한국 시간), 담당 박지훈"]
    assert lines(brief, "company")[:2] == ["한빛커머스", "hanbit.co.kr"]
    assert lines(brief, "read") == ["요금 (4분)", "/docs/migrate (1분)"]
    assert brief.score_words == "75점 · 우리 고객에 맞음"
    assert "+40점: 20명 이상" in lines(brief, "score")
    known = next(section for section in brief.sections if section.name == "known").lines
    assert [(one.label, one.text, one.words) for one in known[:3]] == [
        ("필요", "문의가 너무 많아요", "문의가 너무 많아요"),
        ("지금 쓰는 도구", "Zendesk", "젠데스크"),
        ("인원", "20", "상담원 20명"),
    ]
    assert known[4].note == "사이트가 알려 줌"


@pytest.mark.parametrize("language", Language)
def test_every_heading_is_in_the_language_of_whoever_works_here(language: Language) -> None:
    brief = brief_of(FACTS, language)
    others = [brief_of(FACTS, other) for other in Language if other != language]
    for other in others:
        assert not {s.heading for s in brief.sections} & {s.heading for s in other.sections}
    assert render_brief_text(brief).startswith(brief.title)


def test_what_to_say_first_follows_from_what_is_known() -> None:
    assert first_words(FACTS, KO) == (
        "“문의가 너무 많아요”라고 말씀해 주셨는데, 그 일이 가장 힘든 때는 언제인가요?"
        " 지금 쓰시는 Zendesk에서 꼭 지키고 싶은 점과 바꾸고 싶은 점은 무엇인가요?"
    )
    only_timing = msgspec.structs.replace(FACTS, known=FACTS.known[3:4])
    assert "“다음 달”" in first_words(only_timing, KO)
    asked = msgspec.structs.replace(FACTS, known=())
    assert "“내일 오후 3시 돼요?”" in first_words(asked, KO)
    assert first_words(BriefFacts(), EN) == "What made you look into this?"


@pytest.mark.parametrize(
    ("words", "said", "language", "quote"),
    [
        ("문의가 너무 많", "문의가 너무 많아서 힘들어요", KO, "“문의가 너무 많아서…”라고"),
        ("문의가 너무 많", "요즘 문의가 너무 많아요.", KO, "“문의가 너무 많아요”라고"),
        ("답이 늦음", "문제는 답이 늦음", KO, "“답이 늦음”이라고"),
        ("문의 응대", "문의 응대를 줄이고 싶어요", KO, "“문의 응대”라고"),
        (
            "問い合わせが多",
            "問い合わせが多くて、困っています",
            JA,
            "「問い合わせが多くて…」とのこと",
        ),
        ("問い合わせが多", "問い合わせが多いです。", JA, "「問い合わせが多いです」とのこと"),
        ("too many ticket", "We get too many tickets every day", EN, "“too many tickets…”"),
        ("ticket", "Our backticket.", EN, "“backticket”"),
        ("다른 말", "찾을 수 없는 문장", KO, "“다른 말”이라고"),
    ],
)
def test_whole_words_are_quoted(words: str, said: str, language: Language, quote: str) -> None:
    facts = BriefFacts(known=(Known("need", "support_load", words),), said=(said,))
    assert quote in first_words(facts, language)


def test_a_long_quote_ends_where_a_word_ends() -> None:
    long = "We would like to know whether the connector works with our own warehouse, and how?"
    facts = BriefFacts(said=(f"{long} {long}",))
    (quote,) = re.findall("“(.*)”", first_words(facts, EN))
    assert len(quote) <= 80
    assert f"{long} ".startswith(quote.removesuffix("…") + " ")


@pytest.mark.parametrize(
    ("language", "open_words"),
    [
        (KO, "아직 답을 드리지 못했습니다"),
        (JA, "まだお答えできておりません"),
        (EN, "That is still open"),
    ],
)
def test_what_nobody_has_answered_is_said_to_be_open(language: Language, open_words: str) -> None:
    asked = "Do you have SOC 2?"
    first = first_words(BriefFacts(said=(asked,), unanswered=(asked,)), language)
    assert asked in first
    assert open_words in first
    answered = first_words(BriefFacts(said=(asked,)), language)
    assert asked in answered
    assert open_words not in answered


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        (KO, "담당자와 통화하고 싶어요"),
        (JA, "担当者と話したいです"),
        (EN, "Can I talk to a person?"),
    ],
)
def test_a_wish_for_a_person_is_no_question_that_was_asked(language: Language, wish: str) -> None:
    facts = BriefFacts(said=(wish,), unanswered=(wish,), is_waiting=True)
    assert wish not in first_words(facts, language)
    brief = brief_of(facts, language)
    assert lines(brief, "asked") == []
    assert lines(brief, "waiting") == [wish]


@pytest.mark.parametrize(
    ("language", "due"),
    [
        (KO, "11월 25일(수) 오후 3:00 (한국 시간)까지 박지훈 님이 답하기로 했습니다."),
        (JA, "11月25日(水) 15:00（韓国時間）までに박지훈がお答えすると伝えています。"),
        (
            EN,
            "They were promised an answer from 박지훈 by Wed 25 Nov, 3:00 pm (Korea time).",
        ),
    ],
)
def test_who_waits_is_shown_with_what_they_said_last_and_by_when(
    language: Language, due: str
) -> None:
    facts = msgspec.structs.replace(
        FACTS,
        said=(*FACTS.said, "30% 깎아주면 오늘 계약할게요"),
        is_waiting=True,
        due_at=STARTS,
        due_host="박지훈",
        due_zone="Asia/Seoul",
    )
    brief = brief_of(facts, language)
    assert brief.sections[0].name == "waiting"
    assert lines(brief, "waiting") == ["내일 오후 3시 돼요?", "30% 깎아주면 오늘 계약할게요", due]
    for told in (render_brief_text(brief), render_brief_html(brief)):
        assert "30% 깎아주면 오늘 계약할게요" in told
    shown = msgspec.json.encode(render_brief_slack(brief).blocks).decode()
    assert "30% 깎아주면 오늘 계약할게요" in shown


def test_it_is_given_in_the_visitors_language_too() -> None:
    brief = brief_of(msgspec.structs.replace(FACTS, spoken="ja"), KO)
    assert len(brief.first) == 2
    assert "Zendesk" in brief.first[1]
    assert brief.first[1] == first_words(FACTS, JA)


@pytest.mark.parametrize("language", Language)
def test_no_id_of_ours_is_shown_where_there_are_words(language: Language) -> None:
    known = [
        Known("decider", value, "팀장님") for value in ("self", "manager", "executive", "team")
    ]
    known += [
        Known("decider", "other", "x"),
        Known("timing", "now", "바로"),
        Known("timing", "open", "아직"),
    ]
    for one in known:
        shown = lines(brief_of(BriefFacts(known=(one,)), language), "known")
        assert shown != [one.value]


def test_nothing_known_is_still_a_brief() -> None:
    brief = brief_of(BriefFacts(), EN)
    assert brief.title == "Brief: A visitor without a name"
    assert [section.name for section in brief.sections] == ["score"]
    assert render_brief_html(brief)
    assert render_brief_slack(brief).blocks


def hostile_facts(text: str) -> BriefFacts:
    """Facts of which every text that a stranger may have written is this one."""
    return BriefFacts(
        name=text,
        email=text,
        spoken=text,
        company=text,
        domain=text,
        known=(Known("need", text, text), Known("tool", text, text), Known(text, text, text)),
        said=(text, text + "?"),
        read=(ReadPage(text, 90),),
        fit=text,
        stage=text,
        reasons=(Reason({EN: text}, 5, "need", text),),
        meeting=MeetingTime("h", text, STARTS, STARTS, "Asia/Seoul"),
        zone=text,
        tools={text: (text,)},
        url="https://inbox.example/console/conversations/c1",
    )


class _Seen(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", ()))

    def handle_decl(self, decl: str) -> None:
        self.elements.append(("declaration", ()))


HARMLESS = {
    ("p", ("style",)),
    ("div", ("style",)),
    ("span", ("style",)),
    ("b", ()),
    ("a", ("href",)),
}


@pytest.mark.parametrize("language", Language)
def test_no_hostile_text_becomes_markup_in_a_mail(language: Language) -> None:
    for text in TEXTS:
        brief = brief_of(hostile_facts(text), language)
        seen = _Seen()
        seen.feed(render_brief_html(brief))
        assert set(seen.elements) <= HARMLESS, text
        for line in render_brief_text(brief).splitlines():
            assert all(letter.isprintable() for letter in line), text
        assert "\n" not in brief.title


def check_slack(message: Any) -> None:
    """The message is within what Slack accepts, and holds one link, which is ours."""
    assert 0 < len(message.text) <= TEXT_LIMIT
    assert 0 < len(message.blocks) <= MOST_BLOCKS
    links = 0
    for block in message.blocks:
        assert block["type"] in ("header", "section")
        text = block["text"]
        limit = 150 if block["type"] == "header" else 3_000
        assert 0 < len(text["text"]) <= limit
        rest = text["text"].replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
        rest = "\n".join(line.removeprefix("> ") for line in rest.split("\n"))
        assert "&" not in rest
        links += rest.count("<")
        if "<" in rest:
            assert rest.startswith("<https://inbox.example/")
    assert links == 1


def test_no_hostile_text_mentions_or_links_anything_in_slack() -> None:
    mentions = (
        "<!channel>",
        "<!here|x>",
        "<@U123>",
        "<https://evil.example|click>",
        "&lt;!channel&gt;",
    )
    for text in (*TEXTS, *mentions, "&" * 5_000, "<" * 5_000, "가" * 5_000):
        check_slack(render_brief_slack(brief_of(hostile_facts(text), EN)))


@settings(max_examples=100)
@given(st.text(max_size=400), st.sampled_from(list(Language)))
def test_any_text_makes_a_brief(text: str, language: Language) -> None:
    brief = brief_of(hostile_facts(text), language)
    render_brief_text(brief).encode()
    render_brief_html(brief).encode()
    check_slack(render_brief_slack(brief))


def test_a_great_deal_is_cut_to_what_can_be_shown() -> None:
    many = msgspec.structs.replace(
        FACTS,
        known=tuple(Known(f"slot_{n}", "v" * 500, "w" * 500) for n in range(200)),
        said=tuple(f"질문 {n}" * 100 + "?" for n in range(200)),
        read=tuple(ReadPage(f"/{n}" * 100) for n in range(200)),
    )
    brief = brief_of(many, KO)
    check_slack(render_brief_slack(brief))
    assert len(render_brief_text(brief)) < 20_000
