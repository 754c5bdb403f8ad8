"""The questions of a company that sells to businesses, as its set-up writes them."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from dangol.terms.languages import Language


class SlotKind(StrEnum):
    """How an answer is read; `known` says how each is written."""

    NUMBER = "number"
    TOOL = "tool"
    TIMING = "timing"
    PERSON = "person"
    MONEY = "money"
    TOPIC = "topic"
    CONTACT = "contact"


class Slot(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to find out."""

    name: str
    kind: SlotKind
    ask: Mapping[Language, str]
    """The question, in every language of the company."""
    traits: tuple[str, ...] = ()
    """Traits of a person or an account that answer it."""


class Slots(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of them, in the order in which they are asked."""

    slots: tuple[Slot, ...] = ()
    tools: Mapping[str, tuple[str, ...]] = {}
    """Ids of tools, and the words for each."""
    topics: Mapping[str, tuple[str, ...]] = {}
    """Ids of needs, and the words for each."""
