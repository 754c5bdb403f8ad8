"""TOML text to playbooks: a file that is wrong is refused, with all its faults and their lines.

A text is decoded, parsed, and read table by table; what is missing, unknown or impossible is noted
with its line, in plain words and with a hint. Only a text without faults becomes a playbook.
"""

import re
from collections.abc import Mapping
from typing import get_args

from msgspec import Struct
from msgspec.structs import fields, replace

from dangol.decide.playbook import (
    Audience,
    Caps,
    Channel,
    Goal,
    Identified,
    Meaning,
    Motion,
    OfferKind,
    OfferLimits,
    Opening,
    Playbook,
    Prior,
    QuickReply,
    Texts,
    Trigger,
    VisitorKind,
)
from dangol.decide.toml_document import Limits, UnreadableTomlError, decode_text, parse_document
from dangol.decide.toml_faults import Fault
from dangol.decide.toml_lines import lines_of
from dangol.decide.toml_table import Table
from dangol.listen.sales import PAGES_KEPT
from dangol.listen.signals import SignalName, SignalSettings
from dangol.terms.errors import InputError
from dangol.terms.instants import DAY_US, MINUTE_US, SECOND_US
from dangol.terms.languages import Language

MOST_CHARACTERS = 65_536
"""Bound on what is read at all: far beyond a playbook, and short enough to stay cheap."""
LIMITS = Limits(MOST_CHARACTERS, "one file holds one playbook", "a playbook needs two levels")

MOST_MINOR = 10**15
LONGEST_US = 365 * DAY_US
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

MOTIONS: tuple[Motion, ...] = ("shop", "sales")
CHANNELS: tuple[Channel, ...] = ("web_chat", "email", "sms", "kakao", "line")
OFFER_KINDS: tuple[OfferKind, ...] = ("none", "percent", "amount", "free_shipping", "gift")
VISITOR_KINDS: tuple[VisitorKind, ...] = ("anyone", "new", "returning")
IDENTIFIED: tuple[Identified, ...] = ("anyone", "yes", "no")
MEANINGS: tuple[Meaning, ...] = get_args(Meaning)


_OF_SEVERAL = frozenset({"comparing_products", "surge_people"})
"""One product compares with nothing, and one person is not several."""
_MOST = {
    "surge_people": 50,
    "pricing_views": PAGES_KEPT,
    "deep_pages": PAGES_KEPT - 1,
    "deep_scroll_percent": 100,
}


class PlaybookError(InputError):
    """One or more playbook files cannot be used; `faults` says everything that is wrong in them."""

    code = "playbook.unusable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        hints = [f"{fault.file}:{fault.line}: {fault.hint}" for fault in faults]
        super().__init__(
            "\n".join(str(fault) for fault in faults),
            hint=faults[0].hint if len(faults) == 1 else "\n".join(hints),
        )
        self.faults = faults
        self.file = faults[0].file
        self.line = faults[0].line
        self.key = faults[0].key


def parse_playbook(text: str | bytes, file: str) -> Playbook:
    """The playbook that a TOML text describes; `file` is the name to put before its faults.

    Raises: PlaybookError (`playbook.unusable`) with every fault, in the order of their lines.
    """
    try:
        root = parse_document(text, file, LIMITS)
    except UnreadableTomlError as error:
        raise PlaybookError((error.fault,)) from error
    playbook = _playbook(root)
    if root.faults.found:
        raise PlaybookError(tuple(sorted(root.faults.found, key=lambda fault: fault.line)))
    return playbook


def parse_playbooks(texts: Mapping[str, str | bytes]) -> tuple[Playbook, ...]:
    """The playbooks of several files, given by file name, in that order.

    Raises: PlaybookError (`playbook.unusable`) with the faults of all files; two playbooks of one
    name are a fault, since their holdouts would be one.
    """
    playbooks: list[Playbook] = []
    file_of_name: dict[str, str] = {}
    faults: list[Fault] = []
    for file, text in texts.items():
        try:
            playbook = parse_playbook(text, file)
        except PlaybookError as error:
            faults += error.faults
            continue
        first = file_of_name.setdefault(playbook.name, file)
        if first != file:
            line = lines_of(decode_text(text, file, LIMITS))[("name",)]
            problem = f"is {playbook.name!r}, as in {first}"
            faults.append(Fault(file, line, "name", problem, "give one of the two another name"))
        playbooks.append(playbook)
    if faults:
        raise PlaybookError(tuple(faults))
    return tuple(playbooks)


def _playbook(root: Table) -> Playbook:
    playbook = Playbook(
        name=root.text("name", "cart-rescue", longest=64, shape=SLUG),
        version=root.whole("version", 1, 1_000_000),
        motion=root.word("motion", MOTIONS),
        channel=root.word("channel", CHANNELS, default="web_chat"),
        needs_person=root.flag("needs_person", default=False),
        sentence=_texts(root.table("sentence", _keys(Texts)), longest=300),
        trigger=_trigger(root.table("trigger", _keys(Trigger))),
        audience=_audience(root.table("audience", _keys(Audience), is_needed=False)),
        openings=_openings(root),
        offer=_offer(root.table("offer", _keys(OfferLimits))),
        caps=_caps(root.table("caps", _keys(Caps))),
        goal=_goal(root.table("goal", _keys(Goal))),
        holdout_ratio=root.ratio("holdout_ratio", 0.5, is_over_0=True, most=0.9),
        exploration_ratio=root.ratio("exploration_ratio", 0.05),
        prior=_prior(root.table("prior", _keys(Prior))),
    )
    root.close()
    return playbook


def _texts(table: Table, *, longest: int) -> Texts:
    ko, ja, en = (table.text(language, "...", longest=longest) for language in Language)
    table.close()
    return Texts(ko=ko, ja=ja, en=en)


def _trigger(table: Table) -> Trigger:
    signals = table.words("signals", tuple(SignalName), is_needed=True)
    settings = _settings(table.table("settings", _keys(SignalSettings), is_needed=False))
    table.close()
    return Trigger(signals=signals, settings=settings)


def _settings(table: Table) -> SignalSettings:
    settings = SignalSettings()
    for field in fields(SignalSettings):
        default: int | tuple[str, ...] = getattr(settings, field.name)
        key = _key(field.name)
        if isinstance(default, tuple):
            value = table.texts(key, default[0], most=100, longest=100) or default
        elif key != field.name:
            value = table.duration_us_or(key, default, SECOND_US, 30 * DAY_US)
        else:
            fewest = 2 if key in _OF_SEVERAL else 1
            value = table.whole_or(key, default, fewest, _MOST.get(key, 1_000))
        settings = replace(settings, **{field.name: value})
    table.close()
    return settings


def _audience(table: Table) -> Audience:
    audience = Audience(
        min_cart_minor=table.whole_or_none("min_cart_minor", 0, MOST_MINOR),
        max_cart_minor=table.whole_or_none("max_cart_minor", 0, MOST_MINOR),
        needs_cart=table.flag("needs_cart", default=False),
        visitors=table.word("visitors", VISITOR_KINDS, default="anyone"),
        identified=table.word("identified", IDENTIFIED, default="anyone"),
        languages=table.words("languages", tuple(Language), is_needed=False),
        categories=table.texts("categories", "shoes", most=100, longest=200),
    )
    least, most = audience.min_cart_minor, audience.max_cart_minor
    are_sound = table.are_sound("min_cart_minor", "max_cart_minor")
    if are_sound and least is not None and most is not None and least > most:
        problem = f"is {least}, which is above max_cart_minor, {most}: no cart can be both"
        table.note("min_cart_minor", problem, "exchange the two, or leave one out")
    table.close()
    return audience


def _openings(root: Table) -> tuple[Opening, ...]:
    openings: list[Opening] = []
    for table in root.tables("openings", _keys(Opening), fewest=1, most=20):
        replies = table.tables("quick_replies", _keys(QuickReply), fewest=0, most=5)
        opening = Opening(
            id=table.text("id", "help", longest=64, shape=SLUG),
            text=_texts(table.table("text", _keys(Texts)), longest=300),
            quick_replies=tuple(_quick_reply(reply) for reply in replies),
        )
        if table.value and "id" in table.value and opening.id in {one.id for one in openings}:
            hint = "each opening is measured under its own id; give this one another"
            table.note("id", f"is {opening.id!r}, as in an opening before", hint)
        openings.append(opening)
        table.close()
    return tuple(openings)


def _quick_reply(table: Table) -> QuickReply:
    means: Meaning = table.word("means", MEANINGS, default="words")
    texts = _texts(table, longest=40)
    return QuickReply(texts.ko, texts.ja, texts.en, means)


def _offer(table: Table) -> OfferLimits:
    offer = OfferLimits(
        kinds=table.words("kinds", OFFER_KINDS, is_needed=True),
        max_ratio=table.ratio("max_ratio", 0.1),
        margin_floor_ratio=table.ratio("margin_floor_ratio", 0.1),
        budget_minor_per_day=table.whole("budget_minor_per_day", 0, MOST_MINOR),
        once_per_person=table.flag("once_per_person"),
        expected_redemption_ratio=table.ratio("expected_redemption_ratio", 0.1),
    )
    given = next((kind for kind in offer.kinds if kind != "none"), None)
    if given and offer.max_ratio == 0:
        problem = f"is 0, but kinds allows {given}, which costs something"
        table.note("max_ratio", problem, f"raise max_ratio, or take {given} out of kinds")
    table.close()
    return offer


def _caps(table: Table) -> Caps:
    caps = Caps(
        per_session=table.whole("per_session", 1, 100),
        per_day=table.whole("per_day", 1, 100),
        per_week=table.whole("per_week", 1, 700),
        cooldown_us=table.duration_us("cooldown", "24 hours", 0, LONGEST_US),
    )
    if caps.per_day > caps.per_week and table.are_sound("per_day", "per_week"):
        problem = f"is {caps.per_day}, which is above per_week, {caps.per_week}"
        table.note("per_day", problem, "a week has room for at least what one day has")
    table.close()
    return caps


def _goal(table: Table) -> Goal:
    goal = Goal(
        event=table.text("event", "Order Completed", longest=200),
        window_us=table.duration_us("window", "7 days", MINUTE_US, LONGEST_US),
    )
    table.close()
    return goal


def _prior(table: Table) -> Prior:
    prior = Prior(
        lift_points=table.ratio("lift_points", 0.02, is_below_most=True),
        annoyance_ratio=table.ratio("annoyance_ratio", 0.005),
        message_cost_minor=table.whole("message_cost_minor", 0, MOST_MINOR),
    )
    table.close()
    return prior


def _key(field: str) -> str:
    """The key that stands for a field: a time is written with its unit, so the key has none."""
    return field.removesuffix("_us")


def _keys(struct: type[Struct]) -> tuple[str, ...]:
    return tuple(_key(field.name) for field in fields(struct))
