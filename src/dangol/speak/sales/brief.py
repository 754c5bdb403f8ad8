"""The brief for whoever meets a buyer: who it is, what is known, and what to say first.

It is made from what they said and did, in the language of those who work here. Everything in it
may have been typed by a stranger: texts are of one line and without what cannot be seen, and
whoever shows a brief escapes them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from dangol.speak.sales.fit import MOST_POINTS, Reason, Stage, Verdict
from dangol.speak.sales.known import Known, Origin
from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.quoting import clip, plain, quoted, whole_words
from dangol.speak.sales.when import render_there, render_when, zone_or
from dangol.speak.understand.lexicon import forms_of
from dangol.speak.understand.patterns import Intent, wishes_in
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

ASKED_SHOWN, READ_SHOWN, KNOWN_SHOWN, REASONS_SHOWN = 6, 8, 20, 8
LATEST_SHOWN = 2
LONGEST_WISH = 60
QUOTED = 80
"""Characters of what is quoted to say first."""
SLOTS = frozenset(
    {"need", "tool", "team_size", "timing", "decider", "budget", "contact", "company", "name"}
)
"""Slots that have words of their own."""
DECIDERS = frozenset({"self", "manager", "executive", "team", "other"})
TIMINGS = frozenset({"now", "open"})
_QUESTION = re.compile(
    r"[?？]|(?:까요|나요|가요|은지요|ですか|ますか|でしょうか|ませんか)[.。!！\s]*$"
    r"|^(?:how|what|when|where|which|who|can|could|do|does|is|are|will)\b",
    re.IGNORECASE,
)


class ReadPage(msgspec.Struct, frozen=True):
    """A page that was read."""

    title: str
    """Or its path."""
    seconds: int = 0


class BriefFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the record holds of a buyer."""

    name: str = ""
    email: str = ""
    spoken: str = ""
    """The language of the conversation, by its tag."""
    company: str = ""
    """Its name as it was said, or its domain."""
    domain: str = ""
    vouched: int = 0
    """People of the company lately, whom the site vouches for."""
    claimed: int = 0
    """And those who only say so."""
    known: Sequence[Known] = ()
    said: Sequence[str] = ()
    """What they wrote, oldest first."""
    unanswered: Sequence[str] = ()
    """What of it nobody has answered."""
    is_waiting: bool = False
    """Whether a person was asked for and has not written yet."""
    due_at: Instant = Instant(0)
    """Until when an answer was promised; 0 where none was."""
    due_host: str = ""
    due_zone: str = ""
    """Of whoever answers."""
    read: Sequence[ReadPage] = ()
    """Newest first."""
    score: int = 0
    fit: str = Verdict.OPEN.value
    stage: str = Stage.NEW.value
    reasons: Sequence[Reason] = ()
    meeting: MeetingTime | None = None
    zone: str = ""
    """Of the visitor."""
    tools: Mapping[str, tuple[str, ...]] = {}
    """As the set-up calls them."""
    url: str = ""
    """Of the conversation in the inbox, by our own making."""


class BriefLine(msgspec.Struct, frozen=True):
    """One line of a section."""

    text: str
    label: str = ""
    """Ours, before it."""
    words: str = ""
    """As the person said it."""
    note: str = ""
    """Ours, after it."""


class BriefSection(msgspec.Struct, frozen=True):
    """Lines under a heading."""

    name: str
    heading: str
    lines: tuple[BriefLine, ...]


class Brief(msgspec.Struct, frozen=True):
    """All of it, in one language."""

    language: Language
    title: str
    who: str
    first: tuple[str, ...]
    """What to say first; in the visitor's language too, where that is another."""
    first_heading: str
    score: int
    score_words: str
    stage: str
    """By which a page colours it: a `Stage`."""
    stage_words: str
    sections: tuple[BriefSection, ...]
    url: str = ""
    open_words: str = ""


def brief_of(facts: BriefFacts, language: Language) -> Brief:
    """The brief for somebody who reads that language.

    Laws: pure; a section without lines is left out; no text holds a line end.
    """
    say = _Say(language)
    by_slot = {one.slot: one for one in facts.known}
    named = by_slot.get("name")
    name = plain(facts.name) or (plain(named.value) if named else "")
    who = name or plain(facts.email) or say("nobody")
    fit = facts.fit if facts.fit in set(Verdict) else Verdict.OPEN.value
    stage = facts.stage if facts.stage in set(Stage) else Stage.NEW.value
    score = max(0, min(MOST_POINTS, facts.score))
    score_words = say("score", score=str(score), fit=say(f"fit.{fit}"))
    sections = (
        ("waiting", _waiting(facts, say)),
        ("meeting", _meeting(facts, say)),
        ("who", _who(facts, name, say)),
        ("company", _company(facts, by_slot, say)),
        ("known", _known(facts, say)),
        ("score", _score(facts, score_words, say)),
        ("asked", [BriefLine(one) for one in _questions(facts.said)]),
        ("read", _read(facts.read, say)),
    )
    spoken = {language, *([Language(facts.spoken)] if facts.spoken in set(Language) else [])}
    return Brief(
        language=language,
        title=say("title", who=who),
        who=who,
        first=tuple(
            first_words(facts, one) for one in sorted(spoken, key=lambda one: one != language)
        ),
        first_heading=say("heading.first"),
        score=score,
        score_words=score_words,
        stage=stage,
        stage_words=say(f"stage.{stage}"),
        sections=tuple(
            BriefSection(key, say(f"heading.{key}"), tuple(lines))
            for key, lines in sections
            if lines
        ),
        url=facts.url,
        open_words=say("open"),
    )


def first_words(facts: BriefFacts, language: Language) -> str:
    """How to begin: from what nobody has answered, what they need, what they use, when they want
    it, or what they asked.
    """
    say = _Say(language)
    said = {one.slot: one for one in facts.known}
    texts = [plain(one) for one in facts.said]
    spoken = {
        name: quoted(clip(whole_words(plain(one.words), texts), QUOTED), language)
        for name, one in said.items()
        if _is_said(one) and plain(one.words)
    }
    sentences: list[str] = []
    unanswered = _newest(facts.unanswered, 1)
    if unanswered:
        sentences.append(say("first.open", asked=quoted(clip(unanswered[0], QUOTED), language)))
    if "need" in spoken:
        sentences.append(say("first.need", need=spoken["need"]))
    if "tool" in said:
        tool = _tool(said["tool"].value, facts.tools)
        if tool:
            sentences.append(say("first.tool", tool=tool))
    if "timing" in spoken:
        sentences.append(say("first.timing", timing=spoken["timing"]))
    if not sentences:
        asked = [one for one in _questions(facts.said) if _QUESTION.search(one)]
        sentences = [
            say("first.asked", asked=quoted(clip(asked[-1], QUOTED), language))
            if asked
            else say("first.nothing")
        ]
    return " ".join(sentences[:2])


class _Say:
    """The texts of the brief in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: str | int) -> str:
        return render_text(f"sales.brief.{key}", self.language, **values)


def _who(facts: BriefFacts, name: str, say: _Say) -> list[BriefLine]:
    texts = [text for text in (name, plain(facts.email)) if text]
    if facts.spoken in set(Language):
        spoken = render_text(f"console.spoken.in_{facts.spoken}", say.language)
        texts.append(say("speaks", spoken=spoken))
    return [BriefLine(text) for text in texts]


def _company(facts: BriefFacts, by_slot: Mapping[str, Known], say: _Say) -> list[BriefLine]:
    told = by_slot.get("company")
    name = plain(facts.company) or (plain(told.value) if told else "")
    texts = list(dict.fromkeys(text for text in (name, plain(facts.domain)) if text))
    if facts.vouched > 1:
        texts.append(say("colleagues", n=facts.vouched))
    if facts.claimed > 1:
        texts.append(say("claimed", n=facts.claimed))
    return [BriefLine(text) for text in texts]


def _waiting(facts: BriefFacts, say: _Say) -> list[BriefLine]:
    """What they said last before a person was to answer, and until when that was promised."""
    if not facts.is_waiting:
        return []
    texts = [text for one in facts.said if (text := plain(one))]
    lines = [BriefLine(one) for one in dict.fromkeys(texts[-LATEST_SHOWN:])]
    if facts.due_at:
        when = render_there(facts.due_at, facts.due_zone, say.language)
        host = plain(facts.due_host)
        key = "due" if host else "due_someone"
        lines.append(BriefLine(say(key, when=when, host=host)))
    return lines


def _meeting(facts: BriefFacts, say: _Say) -> list[BriefLine]:
    meeting = facts.meeting
    if meeting is None:
        return []
    theirs = msgspec.structs.replace(meeting, zone=zone_or(facts.zone, meeting.zone))
    if theirs.zone == meeting.zone:
        when = render_there(meeting.starts_at, meeting.zone, say.language)
    else:
        when = render_when(theirs, meeting.zone, say.language)  # the host's clock first
    return [BriefLine(say("with", when=when, host=plain(meeting.host_name)))]


def _known(facts: BriefFacts, say: _Say) -> list[BriefLine]:
    lines: list[BriefLine] = []
    for one in facts.known[:KNOWN_SHOWN]:
        label = say(f"slot.{one.slot}") if one.slot in SLOTS else plain(one.slot.replace("_", " "))
        value = _shown(one, facts, say)
        note = "" if one.origin is Origin.WORDS else say(f"origin.{one.origin.value}")
        lines.append(BriefLine(value, label, plain(one.words), note))
    return lines


def _shown(one: Known, facts: BriefFacts, say: _Say) -> str:
    """What is known, as people read it: an id of ours that has no words gives way to theirs."""
    if one.slot == "tool":
        return _tool(one.value, facts.tools)
    if one.slot == "decider" and one.value in DECIDERS:
        return say(f"decider.{one.value}")
    if one.slot == "timing" and one.value in TIMINGS:
        return say(f"timing.{one.value}")
    return plain(one.words if one.slot == "need" and _is_said(one) else one.value)


def _score(facts: BriefFacts, score_words: str, say: _Say) -> list[BriefLine]:
    lines = [BriefLine(score_words)]
    for one in facts.reasons[:REASONS_SHOWN]:
        reason = plain(one.text.get(say.language) or next(iter(one.text.values()), ""))
        text = say("reason", points=f"{one.points:+d}", reason=reason) if one.points else reason
        lines.append(BriefLine(text, words=plain(one.words)))
    return lines


def _read(pages: Iterable[ReadPage], say: _Say) -> list[BriefLine]:
    lines: dict[str, int] = {}
    for page in pages:
        title = plain(page.title)
        if title:
            lines[title] = lines.get(title, 0) + page.seconds
    return [
        BriefLine(say("read_for", page=title, n=round(seconds / 60)) if seconds >= 45 else title)
        for title, seconds in list(lines.items())[:READ_SHOWN]
    ]


def _questions(said: Sequence[str]) -> list[str]:
    """What they asked, or the last that they said where nothing reads like a question."""
    texts = [text for one in said if (text := plain(one))]
    asked = [one for one in texts if _QUESTION.search(one)]
    return _newest(asked, ASKED_SHOWN) or _newest(texts, 2)


def _newest(said: Sequence[str], most: int) -> list[str]:
    """The last of them, oldest first; that a person is wished for is nothing to be answered."""
    found: list[str] = []
    for one in reversed(said):
        text = plain(one)
        if text and text not in found and not _is_wish_for_person(text):
            found.append(text)
        if len(found) == most:
            break
    return found[::-1]


def _is_wish_for_person(text: str) -> bool:
    """Whether it says that and no more; a number, or a long text, says more."""
    if len(text) > LONGEST_WISH or any(letter.isdigit() for letter in text):
        return False
    wishes = {one.intent for one in wishes_in(forms_of(text))}
    return wishes == {Intent.HUMAN}


def _is_said(one: Known) -> bool:
    return one.origin in (Origin.WORDS, Origin.EARLIER)


def _tool(value: str, tools: Mapping[str, tuple[str, ...]]) -> str:
    """The tool as people write it: the set-up's own spelling, where it has one with capitals."""
    words = tools.get(value, ())
    spelled = next((one for one in words if one[:1].isupper()), "")
    return plain(spelled or value.replace("_", " ").title())
