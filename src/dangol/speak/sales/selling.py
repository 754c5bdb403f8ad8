"""What is known of a buyer in a turn, and what may be asked next.

What is known grows and is never asked for. One thing is asked at a time, after whatever they
asked; nothing is asked twice, nor when a person is on the way, nor of somebody who does not fit.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from dangol.speak.reply import Awaiting, Context, Selling, Turn
from dangol.speak.sales.fit import Judged, Lead, Stage, Verdict, judge, unfit_in
from dangol.speak.sales.known import Known, Unkept
from dangol.speak.sales.moments import Wanted, read_moment
from dangol.speak.sales.motion import Sales
from dangol.speak.sales.reading import judge_proposed, merge_known, read_known
from dangol.speak.sales.slots import Slot, SlotKind
from dangol.speak.sales.when import zone_or
from dangol.speak.understand.lexicon import Forms
from dangol.terms.instants import Instant, access_zone, day_of
from dangol.terms.languages import Language


class Sale(msgspec.Struct, frozen=True):
    """A turn with a buyer."""

    setup: Sales
    known: tuple[Known, ...]
    """With what these words told."""
    read: tuple[Known, ...]
    """What these words told."""
    judged: Judged
    today: date
    zone: str
    """Of the visitor's clock; the company's where it is not known."""
    wanted: Wanted | None = None
    """The time that these words name."""
    is_unfit_now: bool = False
    """These words say that this is not for them, or what they tell does."""
    unkept: tuple[Unkept, ...] = ()
    """Why what a model proposed was not taken."""

    def value_of(self, slot: str) -> Known | None:
        """What is known of it last."""
        return next((one for one in reversed(self.known) if one.slot == slot), None)

    def has_told(self, kind: SlotKind) -> bool:
        """Whether these words told something of that kind."""
        told = {one.slot for one in self.read}
        return any(one.kind is kind and one.name in told for one in self.setup.slots.slots)

    @property
    def email(self) -> str:
        """An address that they left, empty where there is none."""
        for one in reversed(self.known):
            if one.slot in self._contacts() and "@" in one.value:
                return one.value
        return ""

    def _contacts(self) -> frozenset[str]:
        slots = self.setup.slots.slots
        return frozenset(one.name for one in slots if one.kind is SlotKind.CONTACT)


def begin_sale(
    turn: Turn, forms: Forms, language: Language, sales: Sales, *, home_zone: str
) -> Sale:
    """What is known, and what these words add to it. Laws: no word of it is made up."""
    zone = zone_or(turn.zone, home_zone)
    today = day_of(turn.now, access_zone(zone))
    selling = turn.context.selling or Selling()
    asked = selling.slot if turn.context.awaiting is Awaiting.SLOT else ""
    read: tuple[Known, ...] = ()
    unkept: tuple[Unkept, ...] = ()
    if not turn.press:
        found = read_known(forms.plain, language, today, sales.slots, asked)
        before = (*turn.known, *found)
        proposed = judge_proposed(
            forms.plain, turn.proposed, language, today, sales.slots, known=before
        )
        unkept = tuple(one for one in proposed if isinstance(one, Unkept))
        found += tuple(one for one in proposed if isinstance(one, Known))
        read = tuple(_dated(one, turn.now) for one in found if one.words.strip())
    known = merge_known(turn.known, read, asked)
    unfit = "" if turn.press else unfit_in(sales.fit, (forms.compact, forms.spaced))
    judged = judge(sales.fit, known, today=today, unfit=unfit or _still_unfit(sales, selling, read))
    wanted = read_moment(forms, turn.now, zone) if not turn.press else None
    is_now = bool(judged.unfit) and (bool(unfit) or judged.unfit != selling.unfit)
    return Sale(sales, known, read, judged, today, zone, wanted, is_now, unkept)


def _still_unfit(sales: Sales, selling: Selling, read: Sequence[Known]) -> str:
    """What they said of themselves stands until they tell more than that of a company."""
    del sales
    return "" if len(read) > 1 else selling.unfit


def _dated(known: Known, now: Instant) -> Known:
    return known if known.at else msgspec.structs.replace(known, at=now)


def next_slot(sale: Sale, context: Context) -> Slot | None:
    """What is asked next; None where nothing is."""
    fit, selling = sale.setup.fit, context.selling or Selling()
    known = {one.slot for one in sale.known}
    if sale.judged.verdict is Verdict.UNFIT or selling.held or selling.booked:
        return None
    if len(selling.asked) >= fit.most_questions or is_enough(sale):
        return None
    for slot in sale.setup.slots.slots:
        is_open = slot.name not in known and slot.name not in selling.asked
        if is_open and slot.kind is not SlotKind.CONTACT:
            return slot
    return None


def is_enough(sale: Sale) -> bool:
    """Enough is known to meet."""
    enough = sale.setup.fit.enough
    known = {one.slot for one in sale.known}
    return bool(enough) and all(name in known for name in enough)


def lead_of(sale: Sale, context: Context) -> Lead | None:
    """What the conversation has come to; None where nothing is known yet and
    nobody is wanted."""
    selling = context.selling or Selling()
    judged = sale.judged
    is_wanted = bool(selling.times) or context.is_handed_off
    if not (sale.known or is_wanted or judged.verdict is Verdict.UNFIT):
        return None
    stage = Stage.NEW
    if selling.booked is not None:
        stage = Stage.MEETING
    elif selling.held is not None:
        stage = Stage.HELD
    elif judged.verdict is Verdict.FIT:
        stage = Stage.QUALIFIED
    return Lead(judged.score, judged.verdict, stage, judged.reasons, judged.unfit)


def selling_with(context: Context, **changes: Any) -> Context:
    """The context with those things of the sale changed."""
    selling = msgspec.structs.replace(context.selling or Selling(), **changes)
    return msgspec.structs.replace(context, selling=selling)
