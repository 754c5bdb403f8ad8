"""What a model says of a reply, sentence by sentence, and what of it is let out.

A sentence is looked at when it is whole, together with all that was let out before it: by the same
guard and with the same facts as any other text. What the facts do not bear out gives way to the
sentence of the draft that says it as it is, or is left out. What is once let out stays, so that
what a visitor has seen being written is the beginning of what is said.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from dangol.speak.claims import Claim, parse_claims
from dangol.speak.facts import ValueKind
from dangol.speak.guard import Blocked, guard, has_content, sentences_of
from dangol.speak.reply import Awaiting, Part, Reply, Text
from dangol.speak.understand.language import language_of
from dangol.speak.understand.lexicon import forms_of
from dangol.terms.languages import Language

LONGEST = 1_500
"""Characters; no reply of ours is as long."""
_MARKS = re.compile(r"\*\*|__|`+|^#{1,6}\s+", re.MULTILINE)
SHORTEST, SHORTEST_ODD = 8, 4
"""Letters of a line without a full stop, and of one of digits or Latin letters, that stands for
itself."""
_LETTER, _LATIN = re.compile(r"\w"), re.compile(r"[^\W_가-힣ぁ-ヿ一-鿿]")
_NUMBER = re.compile(r"\d[.．]\s*$")
"""A full stop behind a digit may stand within a number."""
_ENDED = re.compile(r"[.!?…。！？｡．]\W*$")
_ASKS = re.compile(r"[?？]")


class Unsaid(StrEnum):
    """Why the draft is said and not the model's words."""

    NOTHING_LEFT = "nothing_left"
    """Nothing came, or nothing that the facts bear out."""
    LEFT_OUT = "left_out"
    """It does not say what the draft states."""
    FOREIGN = "foreign"
    """It is in another language."""
    TOO_LONG = "too_long"
    """It went on and on."""


class Worded(msgspec.Struct, frozen=True):
    """The reply in a model's words."""

    reply: Reply
    is_rewritten: bool
    """Something that it said was kept back."""


class Words:
    """A model's words on their way. Belongs to one turn and one thread."""

    def __init__(self, reply: Reply, today: date | None) -> None:
        self._reply = reply
        self._today = today
        self._draft = _draft_of(reply)
        self._claims = [(one, parse_claims(one)) for one in sentences_of(self._draft)]
        # A draft that quotes a shelf of another language may be quoted in its turn.
        self._languages = {reply.language, *(self._language_of(one) for one, _ in self._claims)}
        self._waiting = ""
        self._said = ""
        self._blocked: list[Blocked] = []
        self._fault: Unsaid | None = None

    @property
    def fault(self) -> Unsaid | None:
        """Why it is no use to hear more; None while it is."""
        return self._fault

    def take(self, piece: str) -> str:
        """What may be shown now that was not shown before; mostly nothing."""
        if self._fault is not None:
            return ""
        self._waiting += piece
        *whole, rest = sentences_of(self._waiting) or [""]
        whole, held = _held_together(whole)
        self._waiting = held + rest
        shown = "".join(self._judge(sentence) for sentence in whole)
        if len(self._said) + len(self._waiting) > LONGEST:
            self._fault = Unsaid.TOO_LONG
        return shown

    def finish(self, *, is_whole: bool = True) -> Worded | Unsaid:
        """The reply as it is said, or why it is said as it was.

        Where the words are not whole, the sentence that breaks off is left out.
        """
        if is_whole and self._fault is None:
            self._judge(self._waiting)
        if self._fault is not None:
            return self._fault
        text = self._said.strip()
        is_greeting = not any(claims for _, claims in self._claims)
        if not (has_content(text) or (is_greeting and text)):
            return Unsaid.NOTHING_LEFT
        stated = _values(claim for _, claims in self._claims for claim in claims)
        if stated and not stated & _values(parse_claims(text)):
            return Unsaid.LEFT_OUT
        text = self._with_question(text)
        reply = msgspec.structs.replace(
            self._reply,
            parts=_parts(self._reply.parts, text),
            blocked=(*self._reply.blocked, *self._blocked),
        )
        return Worded(reply, bool(self._blocked))

    def _judge(self, sentence: str) -> str:
        """What of one sentence is let out."""
        sentence = _MARKS.sub("", sentence)
        if not self._said:
            sentence = sentence.lstrip()
        if self._fault is not None or not sentence.strip():
            return ""
        if self._language_of(sentence) not in self._languages:
            self._fault = Unsaid.FOREIGN
            return ""
        blocked = self._refused(sentence)
        if blocked:
            self._blocked += blocked
            sentence = self._instead(blocked)
        self._said += sentence
        return sentence

    def _language_of(self, sentence: str) -> Language:
        usual = self._reply.language
        return language_of(forms_of(sentence), usual, usual)

    def _refused(self, sentence: str) -> tuple[Blocked, ...]:
        guarded = guard(
            self._said + sentence,
            self._reply.facts,
            self._reply.language,
            offers_allowed=False,
            today=self._today,
        )
        return guarded.blocked

    def _instead(self, blocked: Sequence[Blocked]) -> str:
        """The draft's own sentence on the matter, where it has one that was not said yet."""
        kinds: set[ValueKind] = {one.kind for one in blocked}
        for sentence, claims in self._claims:
            own = f"{sentence.strip()} "
            is_said = sentence.strip() in self._said
            if not is_said and kinds & {claim.kind for claim in claims} and not self._refused(own):
                return own
        return ""

    def _with_question(self, text: str) -> str:
        """The draft's question is asked where the next turn waits for its answer."""
        if self._reply.context.awaiting is Awaiting.NOTHING or _ASKS.search(text):
            return text
        asked = [one.strip() for one, _ in self._claims if _ASKS.search(one)]
        return f"{text} {asked[-1]}" if asked and not self._refused(f" {asked[-1]}") else text


def _held_together(sentences: Sequence[str]) -> tuple[list[str], str]:
    """The sentences, and what of the last is none yet: letters one below the other say nothing
    until they are read together, and what is once let out cannot be taken back."""
    whole: list[str] = []
    held = ""
    for sentence in sentences:
        held += sentence
        if not _is_fragment(sentence):
            whole.append(held)
            held = ""
    return whole, held


def _is_fragment(text: str) -> bool:
    size = len(_LETTER.findall(text))
    if _NUMBER.search(text) or (size < SHORTEST_ODD and _LATIN.search(text)):
        return True
    return size < SHORTEST and not _ENDED.search(text)


def _draft_of(reply: Reply) -> str:
    return "\n".join(part.text for part in reply.parts if isinstance(part, Text))


def _values(claims: Iterable[Claim]) -> set[tuple[ValueKind, str, str]]:
    return {(claim.kind, str(claim.value.amount), claim.value.unit) for claim in claims}


def _parts(parts: Sequence[Part], text: str) -> tuple[Part, ...]:
    """The parts with one text in the place of the first."""
    place = next(at for at, part in enumerate(parts) if isinstance(part, Text))
    return (
        *parts[:place],
        Text(text),
        *(part for part in parts[place:] if not isinstance(part, Text)),
    )
