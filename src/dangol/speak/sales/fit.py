"""Who fits, as the company's own file says, with reasons in words.

A score is the sum of the points of the rules that hold, from 0 to 100. Where a rule says that
somebody does not fit, no score counts: they are told kindly and shown what fits.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import msgspec

from dangol.speak.sales.known import Known
from dangol.terms.languages import Language

MOST_POINTS = 100


class Verdict(StrEnum):
    """Whether somebody fits."""

    OPEN = "open"
    """Too little is known to say."""
    FIT = "fit"
    """They fit, and are worth a meeting."""
    POOR = "poor"
    """Enough is known, and it is too little for a meeting: there is something else for them."""
    UNFIT = "unfit"
    """They are not who this is sold to: a student, a job seeker, a vendor."""


class Stage(StrEnum):
    """How far a lead has come. It never goes back."""

    NEW = "new"
    """Something is known."""
    QUALIFIED = "qualified"
    """They fit."""
    HELD = "held"
    """A time is kept for them until they leave an address."""
    MEETING = "meeting"
    """A meeting is booked."""


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """Points for what is known of one slot. Whatever is said of it must hold."""

    slot: str
    points: int
    reason: Mapping[Language, str]
    at_least: int | None = None
    """Of a number, or of an amount of money."""
    at_most: int | None = None
    is_any: tuple[str, ...] = ()
    """The values for which it holds; every value where none is named."""
    within_days: int | None = None
    """Of a timing: it begins so many days from today at the latest."""


class Guide(msgspec.Struct, frozen=True):
    """A page for whoever is not met: self-serve, a guide."""

    title: Mapping[Language, str]
    url: str


class Unfit(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody whom this is not sold to, and what is said to them."""

    name: str
    reason: Mapping[Language, str]
    """As whoever works here reads it."""
    say: Mapping[Language, str]
    words: tuple[str, ...] = ()
    """Patterns of words by which they say it themselves, in any language, without spaces in Korean
    and Japanese."""
    slot: str = ""
    """Or what is known of this slot says it."""
    at_most: int | None = None
    is_any: tuple[str, ...] = ()
    guides: tuple[Guide, ...] = ()


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a published price of the catalogue is counted. The price itself stands there alone."""

    product_id: str
    per: str = "seat"
    """`seat`: once for each; `flat`: once for all."""
    period: str = "month"
    """`month`, `year` or `once`."""
    seats_from: int = 1
    seats_to: int | None = None
    tax: str = "unsaid"
    """`excluded` or `included`, as it is published beside the price; `unsaid` where nothing is."""


class Fit(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rules by which a buyer is judged."""

    rules: tuple[Rule, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    plans: tuple[Plan, ...] = ()
    fits_at: int = 40
    """From this score on a meeting is offered."""
    enough: tuple[str, ...] = ()
    """When these are known, nothing more is asked."""
    most_questions: int = 4
    """So many are asked in one conversation at most."""
    seats: str = "team_size"
    """The slot that says how many seats there are."""
    poor: Mapping[Language, str] = {}
    """What is said to whoever is known well enough and does not fit."""
    guides: tuple[Guide, ...] = ()
    """What fits them."""

    def unfit_of(self, name: str) -> Unfit | None:
        """The rule of that name."""
        return next((one for one in self.unfit if one.name == name), None)


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a score is what it is: in words, with what was said."""

    text: Mapping[Language, str]
    points: int = 0
    slot: str = ""
    words: str = ""
    """As the person said it."""


class Lead(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a conversation has come to, beside what is known."""

    score: int
    fit: Verdict
    stage: Stage
    reasons: tuple[Reason, ...] = ()
    unfit: str = ""
    """The name of the rule by which they do not fit."""


class Judged(msgspec.Struct, frozen=True):
    """A score with its reasons, the weightiest first."""

    verdict: Verdict
    score: int
    reasons: tuple[Reason, ...]
    unfit: str = ""


def judge(fit: Fit, known: Sequence[Known], *, today: date, unfit: str = "") -> Judged:
    """Whether somebody fits by what is known; `unfit` is the rule that their words met.

    Laws: the order of what is known is nothing; nothing known is an open verdict.
    """
    by_slot: dict[str, list[Known]] = {}
    for one in known:
        by_slot.setdefault(one.slot, []).append(one)
    met = fit.unfit_of(unfit) or next((one for one in fit.unfit if _is_met(one, by_slot)), None)
    reasons: list[Reason] = []
    for rule in fit.rules:
        found = next((one for one in by_slot.get(rule.slot, ()) if _holds(rule, one, today)), None)
        if found is not None:
            reasons.append(Reason(rule.reason, rule.points, rule.slot, found.words))
    score = max(0, min(MOST_POINTS, sum(one.points for one in reasons)))
    reasons.sort(key=lambda one: (-abs(one.points), one.slot))
    if met is not None:
        words = next((one.words for one in by_slot.get(met.slot, ())), "")
        reasons.insert(0, Reason(met.reason, 0, met.slot, words))
        return Judged(Verdict.UNFIT, score, tuple(reasons), met.name)
    verdict = Verdict.OPEN
    if score >= fit.fits_at:
        verdict = Verdict.FIT
    elif fit.enough and all(name in by_slot for name in fit.enough):
        verdict = Verdict.POOR
    return Judged(verdict, score, tuple(reasons))


def unfit_in(fit: Fit, texts: Sequence[str]) -> str:
    """The rule whose words stand in a text, folded with single spaces or with none; or empty."""
    for rule in fit.unfit:
        patterns = [_compiled(words) for words in rule.words]
        if any(pattern.search(text) for pattern in patterns for text in texts):
            return rule.name
    return ""


def bounds_of(value: str) -> tuple[int, int | None] | None:
    """The least and the most of a number as it is kept: "20", "20-50", "100-", "-10"."""
    found = re.fullmatch(r"(\d+)?(-)?(\d+)?", value)
    if not found or not (found[1] or found[3]):
        return None
    if not found[2]:
        return int(found[1]), int(found[1])
    return int(found[1] or 0), int(found[3]) if found[3] else None


def day_of(value: str, today: date) -> date | None:
    """The first day that a timing means; None where it is open."""
    if value == "now":
        return today
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{4})-(\d\d)", value):
        return _day(int(found[1]), int(found[2]), 1)
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        return _day(int(found[1]), 3 * int(found[2]) - 2, 1)
    if re.fullmatch(r"\d{4}", value):
        return _day(int(value), 1, 1)
    return None


@cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(words)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_met(rule: Unfit, by_slot: Mapping[str, Sequence[Known]]) -> bool:
    if not rule.slot:
        return False
    for one in by_slot.get(rule.slot, ()):
        if one.value in rule.is_any:
            return True
        bounds = bounds_of(one.value)
        most = bounds[1] if bounds else None
        if rule.at_most is not None and most is not None and most <= rule.at_most:
            return True
    return False


def _holds(rule: Rule, known: Known, today: date) -> bool:
    if rule.is_any and known.value not in rule.is_any:
        return False
    if rule.within_days is not None:
        day = day_of(known.value, today)
        if day is None or day > today + timedelta(days=rule.within_days):
            return False
    if rule.at_least is None and rule.at_most is None:
        return True
    bounds = bounds_of(_amount(known.value))
    if bounds is None:
        return False
    number = _number_of(*bounds)
    if rule.at_least is not None and number < rule.at_least:
        return False
    return rule.at_most is None or number <= rule.at_most


def _number_of(low: int, high: int | None) -> float:
    """One number for a range, so that of rules that exclude each other one holds at most."""
    if high is None:
        return low
    return (low + high) / 2 if low else high


def _amount(value: str) -> str:
    """The number of an amount of money: "KRW 500000/month" is 500000."""
    found = re.match(r"(?:[A-Z]{3} )?([\d-]+)", value)
    return found[1] if found else ""
