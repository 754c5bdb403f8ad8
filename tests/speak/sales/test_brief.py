"""A brief says who, what is known and what to say first, in three languages; and whatever a
stranger wrote stays words: in a mail, as HTML and in Slack.
"""

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
    assert lines(brief, "meeting") == ["11월 25일(수) 오후 3:00, 담당 박지훈"]
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
