"""The rehearsal's page: one file that asks nobody for anything, escapes all, and reads well."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from dangol.decide.opportunity import Policy
from dangol.decide.recipes import read_recipes
from dangol.engine.page import render_page
from dangol.engine.rehearsal import Kept
from dangol.engine.report import EventCounts, PlaybookReport, RehearsalReport
from dangol.terms.ids import WorkspaceId
from dangol.terms.languages import Language

HOSTILE = "<script>alert('1')</script>\"><img src=x onerror=alert(2)>{{ 7*7 }}"
LONG = "아주긴파일이름" * 40 + ".jsonl"
VOID = {"meta", "link", "img", "br", "hr", "input"}
CSS = Path(__file__).parents[2] / "src/dangol/engine/templates/rehearsal.css"

POLICY = Policy(
    workspace_id=WorkspaceId("rehearsal"),
    zone=ZoneInfo("Asia/Seoul"),
    currency="KRW",
    languages=tuple(Language),
    salt="rehearsal",
)
COUNT = PlaybookReport(
    opportunities=1000,
    speak=400,
    hold=350,
    silent={"fatigue": 150, "cooldown": 60, "bot": 30, "away": 8, "not_worth_it": 2},
    messages_per_day=13.3,
    would_buy_anyway=0.0321,
    expected_cost=123_000.0,
    days_to_proof=90,
    holdout_ratio=0.5,
    people=700,
    lift_points=0.015,
    most_messages_in_a_day=21,
    cap_per_day=1,
)
NOTHING = PlaybookReport(
    opportunities=0,
    speak=0,
    hold=0,
    silent={},
    messages_per_day=0.0,
    would_buy_anyway=None,
    expected_cost=0.0,
    days_to_proof="never",
    holdout_ratio=0.5,
    people=0,
    lift_points=0.02,
    most_messages_in_a_day=0,
    cap_per_day=1,
)
RECIPES = read_recipes()
REPORT = RehearsalReport(
    events=EventCounts(20_000, 19_900, 80, 15, 5),
    people=3_210,
    sessions=4_321,
    signals={"product_hesitation": 900, "cart_idle": 60, "cart_idle@300000000": 40},
    playbooks={
        playbook.name: COUNT if place == 0 else NOTHING for place, playbook in enumerate(RECIPES)
    },
    elapsed_s=1.25,
    events_per_s=16_000.0,
    from_="2026-09-30T15:00:00.000000Z",
    to="2026-10-30T14:59:59.000000Z",
    days=30.0,
    currency="KRW",
    timezone="Asia/Seoul",
    too_late=3,
    refusals={"bad_amount": 15, "event_too_large": 5},
    refused=[Kept("month.jsonl", 17, "bad_amount", "price is a number from 0 to 2^53")],
    messages_by_day={f"2026-10-{day:02d}": day for day in range(1, 31) if day != 7},
    model="prior",
)


def page(
    report: RehearsalReport = REPORT,
    language: Language = Language.KO,
    files: tuple[str, ...] = ("month.jsonl",),
    playbooks: Any = RECIPES,
) -> str:
    return render_page(report, playbooks, POLICY, language, files=files, version="9.9.9")


class Seen(HTMLParser):
    """The tags of a page in order, its text, and whether every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


@pytest.mark.parametrize(
    ("language", "headline", "cost", "day"),
    [
        (Language.KO, "400번 말을 걸고,", "123,000원", "10월 30일"),
        (Language.JA, "400回声をかけ、", "₩123,000", "10月30日"),
        (Language.EN, "Dangol would have spoken 400 times,", "₩123,000", "30 Oct"),
    ],
)
def test_it_says_in_its_language_what_would_have_happened(
    language: Language, headline: str, cost: str, day: str
) -> None:
    html = page(language=language)
    seen = Seen(html)
    assert f'<html lang="{language}">' in html
    for words in (headline, cost, day, RECIPES[0].sentence.in_(language), "3.2%", "3,210", "+1.5"):
        assert words in seen.text
    assert seen.open == []
    others = [other for other in Language if other is not language]
    for playbook in RECIPES:
        assert all(playbook.sentence.in_(other) not in seen.text for other in others)


def test_every_opportunity_is_in_a_bar_and_in_the_table_beneath() -> None:
    card = page(language=Language.EN).split("<article")[1]
    rows = re.findall(r"</i>([^<]+)</th><td>([\d,]+)</td>", card)
    assert sum(int(count.replace(",", "")) for _, count in rows) == 1000
    assert ("Had heard enough from all playbooks together", "150") in rows
    widths = [float(width) for width in re.findall(r'style="width:([\d.]+)%"', card)]
    assert sum(widths) == pytest.approx(100, abs=0.1)


def test_days_without_a_message_have_their_place_too() -> None:
    html = page(language=Language.EN)
    heights = re.findall(r'style="height:([\d.]+)%"', html)
    assert len(heights) == 30
    assert heights[6] == "0.00"
    assert '<tr><th scope="row">7 Oct</th><td>0</td></tr>' in html


def test_a_year_is_shown_by_weeks() -> None:
    year = msgspec.structs.replace(
        REPORT,
        from_="2025-10-30T15:00:00.000000Z",
        days=365.0,
        messages_by_day={"2025-10-31": 3, "2026-10-30": 5},
    )
    html = page(year, Language.EN)
    assert "Week from" in html
    assert len(re.findall(r'style="height:', html)) == 53


def test_nothing_comes_from_anywhere_else() -> None:
    html = page()
    seen = Seen(html)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(seen.tags)
    assert not {"src", "href", "action", "srcset"} & {name for name, _ in seen.attributes}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert "url(" not in html
    assert "@import" not in html
    assert "http:" not in html
    assert "https:" not in html
    assert "default-src 'none'" in html


def test_hostile_words_are_shown_and_never_obeyed() -> None:
    playbook = msgspec.structs.replace(
        RECIPES[0], sentence=msgspec.structs.replace(RECIPES[0].sentence, ko=HOSTILE)
    )
    kept = [Kept(HOSTILE, 1, "bad_row", HOSTILE)]
    report = msgspec.structs.replace(REPORT, refused=kept, refusals={"bad_row": 20})
    html = page(report, files=(HOSTILE, HOSTILE), playbooks=[playbook])
    seen = Seen(html)
    assert seen.tags["script"] == seen.tags["img"] == 0
    assert seen.text.count(HOSTILE) == 4
    assert "49" not in re.findall(r"\{\{ ?\d+", html)


def test_what_it_does_not_prove_stands_beside_what_it_proves() -> None:
    text = Seen(page(language=Language.EN)).text
    assert "What it does not prove" in text
    assert "That speaking sells more." in text
    assert "taken from public data of another shop" in text
    learned = Seen(page(msgspec.structs.replace(REPORT, model="intent-7"), Language.EN)).text
    assert "taken from public data of another shop" not in learned


@pytest.mark.parametrize("language", list(Language))
def test_a_rehearsal_of_nothing_is_a_page_too(language: Language) -> None:
    nothing = msgspec.structs.replace(
        REPORT,
        events=EventCounts(0, 0, 0, 0, 0),
        people=0,
        sessions=0,
        signals={},
        playbooks={playbook.name: NOTHING for playbook in RECIPES},
        from_="",
        to="",
        too_late=0,
        refusals={},
        refused=[],
        messages_by_day={},
        events_per_s=0.0,
    )
    seen = Seen(page(nothing, language, files=()))
    assert seen.open == []
    assert "nan" not in seen.text.lower()


def test_what_can_never_be_proven_is_said_so() -> None:
    never = msgspec.structs.replace(COUNT, days_to_proof="never")
    playbooks = dict(REPORT.playbooks) | {RECIPES[0].name: never}
    text = Seen(page(msgspec.structs.replace(REPORT, playbooks=playbooks), Language.EN)).text
    assert "not at this traffic" in text
    assert "about 90 days" not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(scheme: str) -> None:
    """Source: WCAG 2.2, 1.4.3 and 1.4.11: at least 4.5, and 3 for bars."""
    light, dark = CSS.read_text("utf-8").split("@media (prefers-color-scheme: dark)")[:2]
    colours = dict(re.findall(r"--(\w+): (#\w{6})", light if scheme == "light" else dark))
    for word in ("ink", "quiet", "yes", "no"):
        for ground in ("paper", "panel"):
            assert contrast(colours[word], colours[ground]) >= 4.5, (scheme, word, ground)
    for bar in ("speak", "hold", "s0", "s2"):
        assert contrast(colours[bar], colours["panel"]) >= 3, (scheme, bar)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_cut_off_on_a_phone_or_a_desk(
    browser: Any, tmp_path: Path, language: Language, width: int
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(language=language, files=(LONG, LONG)), "utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(file.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    cut = tab.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(
            (one) => !one.closest('.scroll, .plot, .unseen')
              && one.scrollWidth > one.clientWidth + 1
              && getComputedStyle(one).display !== 'inline'
        ).map((one) => one.className || one.tagName)"""
    )
    tab.close()
    assert cut == []
    assert asked == [file.as_uri()]
    assert said == []
