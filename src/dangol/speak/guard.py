"""No claim leaves without a fact.

The draft is cut into sentences and read as a shopper would read it, disguises undone. Every claim
in it is held against the facts of this turn. A sentence with a claim that none of them bears out
is taken out, and what is left is read again, since two harmless sentences may make a third. Where
nothing is left, a template says that this cannot be confirmed and what is known instead.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from dangol.speak.claims import Claim, close_up, find_spelled_out, parse_plain_claims, plain
from dangol.speak.claims.spacing import Closed
from dangol.speak.facts import BELIEVED_TEXTS, Fact, ValueKind
from dangol.speak.sentence import Sentence
from dangol.speak.support import Knowledge
from dangol.speak.topics import Topic, conditions_of, topics_of
from dangol.terms.languages import Language

MAX_DRAFT = 4_000
"""A longer draft is cut before it is read: no reply is that long."""
_BETWEEN = "\n" + "\ue000" * 8 + "\n"
"""No claim reaches over this from one text to the next."""
FEW_LETTERS, LINES_BELOW = 2, 3
"""Letters of a line, and lines below each other, that spell something out."""


class Verdict(StrEnum):
    """What became of a draft."""

    PASSED = "passed"
    """It is sent as it was written."""
    REWRITTEN = "rewritten"
    """Sentences were taken out; the rest is sent."""
    DROPPED = "dropped"
    """Nothing of it could be sent; a template says so."""


class Blocked(msgspec.Struct, frozen=True):
    """One claim that no fact of the turn bears out."""

    kind: ValueKind
    text: str
    """The words that claim it, as they were read."""
    reason: str


class Guarded(msgspec.Struct, frozen=True):
    """What may be sent."""

    text: str
    verdict: Verdict
    blocked: tuple[Blocked, ...] = ()


_SENTENCE = re.compile(
    r".+?(?:[.!?…．！？]+[\"'”’)\]]*(?=\s)\s+|[。！？｡]+[」』）\"']*\s*|\n+\s*|$)", re.DOTALL
)
_UNSEEN = re.compile(
    "(?<![\u2190-\u2bff\U0001f000-\U0001faff])"
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e01ef]+"
)
"""Signs that nobody sees; beside an emoji they are part of it."""
_CONTENT = re.compile(r"\w")
_REMAINDER = re.compile(r"더\s?(?:담|주문|구매|사)|あと|もう|\bmore\b|\badd\b|away from")
_GREETING = re.compile(
    r"(?:네|예|안녕하세요|물론이죠|물론입니다|감사합니다|그럼요|はい|こんにちは|もちろんです"
    r"|かしこまりました"
    r"|ありがとうございます|yes|sure|hello|hi|absolutely|certainly|of course|thanks?(?: you)?"
    r"|great|ok(?:ay)?)"
    r"[\s!.,。！~]*",
    re.IGNORECASE,
)


def guard(
    draft: str,
    facts: Sequence[Fact],
    language: Language,
    *,
    offers_allowed: bool,
    today: date | None = None,
) -> Guarded:
    """The draft without any claim that the facts do not bear out.

    Without `offers_allowed` the facts of offers count for nothing. With `today`, a fact's date may
    be said as tomorrow or the day after.

    Laws: guard(guard(x).text).text == guard(x).text; a draft without claims passes unchanged but
    for signs that nobody sees.
    """
    knowledge = Knowledge(facts, offers_allowed=offers_allowed, today=today)
    draft = _UNSEEN.sub("", draft[:MAX_DRAFT])
    sentences = sentences_of(draft)
    below = _written_below(sentences)
    blocked = [
        Blocked(ValueKind.NUMBER, sentences[at], "its letters are set apart") for at in below
    ]
    sentences = [one for place, one in enumerate(sentences) if place not in below]
    while sentences:
        bad = _unborne(sentences, knowledge)
        if not bad:
            break
        blocked += [one for _, one in bad]
        places = {place for place, _ in bad}
        sentences = [one for place, one in enumerate(sentences) if place not in places]
    text = "".join(sentences)
    if not blocked:
        return Guarded(draft, Verdict.PASSED)
    text = text.strip()
    if has_content(text):
        return Guarded(text, Verdict.REWRITTEN, tuple(blocked))
    return Guarded(_instead(blocked, knowledge, facts, language), Verdict.DROPPED, tuple(blocked))


def sentences_of(text: str) -> list[str]:
    """The text cut behind each sentence; put together they are the text again."""
    return [found[0] for found in _SENTENCE.finditer(text) if found[0]]


def has_content(text: str) -> bool:
    """Whether it says more than hello."""
    return _CONTENT.search(_GREETING.sub("", text)) is not None


def _written_below(sentences: Sequence[str]) -> set[int]:
    """Lines of a letter or two, several of them below each other: no honest reply is so written."""
    places: set[int] = set()
    run: list[int] = []
    for place, sentence in enumerate((*sentences, "the end")):
        if len(_CONTENT.findall(plain(sentence))) <= FEW_LETTERS and "\n" in sentence:
            run.append(place)
            continue
        if len(run) >= LINES_BELOW:
            places.update(run)
        run.clear()
    return places


def _unborne(sentences: Sequence[str], knowledge: Knowledge) -> list[tuple[int, Blocked]]:
    """Every unsupported claim with the place of each sentence that it stands in."""
    plains = [plain(sentence) for sentence in sentences]
    joined = " ".join(plains)
    whole = plain(joined)  # letters set apart by line breaks come together only here
    if whole != joined:
        plains, sentences = [whole], ["".join(sentences)]
        joined = whole
    claims = parse_plain_claims(joined)
    runs = close_up(joined)
    spelled_out = find_spelled_out(joined)
    if not (claims or runs or spelled_out):
        return []
    starts = [0]
    for one in plains:
        starts.append(starts[-1] + len(one) + 1)

    def places_of(span: tuple[int, int]) -> list[int]:
        return [i for i in range(len(plains)) if span[0] < starts[i + 1] and starts[i] < span[1]]

    lowers = [one.lower() for one in plains]
    by_place: list[list[Claim]] = [[] for _ in plains]
    for claim in claims:
        for place in places_of(claim.span):
            by_place[place].append(claim)
    bad = [
        (place, Blocked(ValueKind.NUMBER, found[0], "its letters are set apart"))
        for found in spelled_out
        for place in places_of(found.span())
    ]
    for place, own in enumerate(by_place):
        if not own:
            continue
        sentence = _sentence(place, lowers, by_place, knowledge)
        for claim in own:
            reason = knowledge.refusal_of(claim, sentence)
            if reason:
                bad.append((place, Blocked(claim.kind, claim.text, reason)))
    for run, claim in _claims_of_runs(runs, joined.lower()):
        for place in places_of(run.span):
            sentence = _sentence(place, lowers, by_place, knowledge)
            first, last = (max(0, at - starts[place]) for at in run.span)
            closed = run.text[: run.length].lower()
            text = f"{lowers[place][:first]}{closed}{lowers[place][last:]}"
            sentence = msgspec.structs.replace(sentence, text=text)
            reason = knowledge.refusal_of(claim, sentence)
            if reason:
                bad.append((place, Blocked(claim.kind, claim.text, reason)))
    return bad


def _claims_of_runs(runs: Sequence[Closed], lower: str) -> list[tuple[Closed, Claim]]:
    """What letters that were set apart claim only when they are closed up."""
    text, found = _BETWEEN.join(run.text for run in runs), list[tuple[Closed, Claim]]()
    claims = parse_plain_claims(text) if runs else ()
    start = 0
    for run in runs:
        found += [
            (run, claim)
            for claim in claims
            if start <= claim.span[0] < start + run.length
            and claim.text.lower() not in lower[run.span[0] : run.span[1] + len(run.text)]
        ]
        start += len(run.text) + len(_BETWEEN)
    return found


def _sentence(
    place: int, lowers: Sequence[str], claims: Sequence[Sequence[Claim]], knowledge: Knowledge
) -> Sentence:
    text = lowers[place]
    previous = lowers[place - 1] if place else ""
    beside = range(max(0, place - 1), min(len(lowers), place + 2))
    own_topics = topics_of(text)
    # "Exchanged without a fee" may lean on the sentence before it; "sent without a fee" may not.
    is_service = own_topics & ~(Topic.FEE | Topic.SHIPPING)
    topics = own_topics or topics_of(previous)
    subjects = knowledge.subjects_in(text)
    for back in range(place - 1, -1, -1):
        if subjects:
            break
        subjects = knowledge.subjects_in(lowers[back])
    near = [claim for other in beside for claim in claims[other]]
    return Sentence(
        text=text,
        own_topics=own_topics,
        topics=topics,
        conditions=conditions_of(f"{previous} {text}" if is_service else text),
        own_amounts=_amounts(claims[place]),
        spans=frozenset(
            (claim.value.amount, claim.value.unit)
            for claim in near
            if claim.kind is ValueKind.DURATION
        ),
        is_remainder=_REMAINDER.search(text) is not None,
        subjects=subjects,
        before=" ".join(lowers[: place + 1]),
    )


def _amounts(claims: Sequence[Claim]) -> frozenset[tuple[int | Decimal | str, str]]:
    return frozenset(
        (value.amount, value.unit)
        for claim in claims
        if claim.kind is ValueKind.MONEY
        for value in claim.readings
    )


_CANNOT = {
    Language.KO: "그 내용은 제가 확인해 드릴 수 없어요. 상담원을 연결해 드릴까요?",
    Language.JA: "その点はこちらでは確認できません。担当者におつなぎしましょうか？",
    Language.EN: "I cannot confirm that. Shall I get a person for you?",
}
_KNOWN = {
    Language.KO: "그 내용은 제가 확인해 드릴 수 없어요. 제가 아는 건 이래요: {known}",
    Language.JA: "その点はこちらでは確認できません。ご案内できるのは次の内容です：{known}",
    Language.EN: "I cannot confirm that. What I do know: {known}",
}


def _instead(
    blocked: Sequence[Blocked], knowledge: Knowledge, facts: Sequence[Fact], language: Language
) -> str:
    """What is said when nothing of a draft is left: the shop's own words on the matter, if any."""
    about = topics_of(" ".join(one.text.lower() for one in blocked))
    for fact in facts:
        if fact.source.kind not in BELIEVED_TEXTS or not fact.text.strip():
            continue
        if about and not topics_of(f"{fact.source.title} {fact.text}".lower()) & about:
            continue
        known = "".join(found[0] for found in list(_SENTENCE.finditer(fact.text))[:2]).strip()
        text = _KNOWN[language].format(known=known)
        if len(known) <= 400 and not _unborne([text], knowledge):
            return text
    return _CANNOT[language]


__all__ = ["Blocked", "Guarded", "Verdict", "guard", "has_content", "sentences_of"]
