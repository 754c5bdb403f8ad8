"""Offers times in which somebody can be met, and books the one that is chosen.

Every time that is said is a fact of the turn: it came from a calendar just now. One press books
it; without an address it is kept for a few minutes, and the address is asked for.
"""

from collections.abc import Sequence

import msgspec

from dangol.speak.reply import (
    Awaiting,
    Consent,
    ContactForm,
    OfferedTime,
    QuickReply,
    Selling,
    Skill,
    SourceLink,
)
from dangol.speak.sales.fit import Verdict
from dangol.speak.sales.meeting_facts import fact_of_address, fact_of_time, minute_of
from dangol.speak.sales.motion import (
    BookAsk,
    Booked,
    HeldFor,
    MeetingTime,
    NotBooked,
    NotBookedReason,
    Times,
    TimesAsk,
)
from dangol.speak.sales.selling import Sale, selling_with
from dangol.speak.sales.when import render_day_and_time, render_when
from dangol.speak.skills.answer import Answer, Ask, sale_button, sale_buttons
from dangol.speak.skills.disqualify import answer_unfit
from dangol.speak.skills.handoff import answer_human
from dangol.speak.understand.press import press_id
from dangol.terms.instants import Instant

CONSENT_VERSION = "meeting-1"
MOST_TIMES = 3


def answer_meet(ask: Ask) -> Answer | None:
    """Times that are free, the one that was chosen booked, or what is needed for it."""
    sale = ask.sale
    if sale is None:
        return None
    if sale.judged.verdict is Verdict.UNFIT:
        return answer_unfit(ask)
    if sale.setup.ask_times is None or sale.setup.book is None:
        return _by_a_person(ask)
    selling = ask.context.selling or Selling()
    match ask.request.topic:
        case "cancel" if selling.booked is not None or not selling.times:
            return _change(ask, sale)
        case "cancel" if selling.held is not None:
            return _let_go(ask)
        case "book":
            chosen = parse_chosen(ask.understood.subject)
            return _book(ask, sale, chosen) if chosen is not None else _offer(ask, sale)
        case "first" if selling.times:
            return _book(ask, sale, selling.times[0])
        case "place:1" | "place:2" | "place:3" if selling.times:
            place = int(ask.request.topic[-1]) - 1
            return _book(ask, sale, selling.times[min(place, len(selling.times) - 1)])
        case "address" | "left" if selling.held is not None:
            return _book(ask, sale, selling.held)
        case "left":
            return None
        case "other":
            return Answer(Skill.MEET, ask.context, texts=(ask.say("sales.meet.which"),))
        case _:
            chosen = _named(sale, selling)
            return _book(ask, sale, chosen) if chosen is not None else _offer(ask, sale)


def parse_chosen(subject: str) -> OfferedTime | None:
    """The time that a button names, `HOST:US`; None where it names none."""
    host_id, _, starts = subject.rpartition(":")
    if not host_id or not starts.isascii() or not starts.isdigit() or len(starts) > 17:
        return None
    return OfferedTime(host_id, Instant(int(starts)))


def _named(sale: Sale, selling: Selling) -> OfferedTime | None:
    """The one of the times that were offered that the words name."""
    wanted = sale.wanted
    if wanted is None or not wanted.has_time:
        return None
    is_moment = wanted.first == wanted.last
    if wanted.has_day or not is_moment:
        found = [one for one in selling.times if wanted.first <= one.starts_at <= wanted.last]
    else:  # "at three": on the day of the time that was offered
        clock = minute_of(wanted.first, sale.zone)
        found = [one for one in selling.times if minute_of(one.starts_at, sale.zone) == clock]
    return found[0] if len(found) == 1 or (found and is_moment) else None


def _offer(ask: Ask, sale: Sale) -> Answer:
    ask_times = sale.setup.ask_times
    wanted = sale.wanted
    if ask_times is None:
        return _by_a_person(ask)
    times = ask_times(
        TimesAsk(
            ask.language,
            ask.turn.now,
            sale.known,
            sale.zone,
            wanted.first if wanted else Instant(0),
            wanted.last if wanted else Instant(0),
        )
    )
    if not times.times:
        return _by_a_person(ask)
    # Only where the address is known does one press book.
    has_address = times.has_address or bool(sale.email)
    if wanted is None:
        key = "sales.meet.these" if has_address else "sales.meet.these_held"
    elif times.is_wanted:
        key = "sales.meet.free" if has_address else "sales.meet.free_held"
    else:
        key = "sales.meet.not_then" if has_address else "sales.meet.not_then_held"
    return _offered(ask, sale, times, key)


def _offered(ask: Ask, sale: Sale, times: Times, key: str) -> Answer:
    shown = times.times[:MOST_TIMES]
    facts = tuple(fact_of_time(one, ask.language, sale.zone) for one in shown)
    first = render_when(shown[0], sale.zone, ask.language)
    wanted = sale.wanted
    context = selling_with(
        ask.context,
        slot="",
        has_offered=True,
        times=tuple(OfferedTime(one.host_id, one.starts_at) for one in shown),
        wanted_from=wanted.first if wanted else Instant(0),
        wanted_until=wanted.last if wanted else Instant(0),
        held=None,
        held_until=Instant(0),
    )
    return Answer(
        Skill.MEET,
        msgspec.structs.replace(context, awaiting=Awaiting.TIME, asked=""),
        # The first stands in the words, and all of them are buttons: none is said twice.
        texts=(ask.say(key, time=first, host=shown[0].host_name),),
        facts=facts,
        replies=time_buttons(ask, sale, shown),
    )


def time_buttons(
    ask: Ask, sale: Sale, times: Sequence[MeetingTime | OfferedTime]
) -> tuple[QuickReply, ...]:
    """One press books one of them."""
    return tuple(
        QuickReply(
            press_id("book", f"{one.host_id}:{one.starts_at}"),
            render_day_and_time(one.starts_at, sale.zone, ask.language),
        )
        for one in times
    )


def _book(ask: Ask, sale: Sale, chosen: OfferedTime) -> Answer:
    book = sale.setup.book
    if book is None:
        return _by_a_person(ask)
    done = book(
        BookAsk(ask.language, ask.turn.now, chosen.host_id, chosen.starts_at, sale.zone, sale.email)
    )
    match done:
        case Booked():
            return _booked(ask, sale, done)
        case HeldFor():
            return _held(ask, sale, done)
        case NotBooked():
            return _not_booked(ask, sale, done)


def _booked(ask: Ask, sale: Sale, done: Booked) -> Answer:
    fact = fact_of_time(done.time, ask.language, sale.zone, url=done.change_url)
    context = selling_with(
        ask.context,
        slot="",
        times=(),
        held=None,
        held_until=Instant(0),
        booked=OfferedTime(done.time.host_id, done.time.starts_at),
    )
    when = render_when(done.time, sale.zone, ask.language)
    host = done.time.host_name
    return Answer(
        Skill.MEET,
        msgspec.structs.replace(context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(ask.say("sales.book.done", when=when, host=host, address=done.email),),
        facts=(fact, fact_of_address(done.email)),
        links=(SourceLink(ask.say("sales.book.change"), done.change_url),),
    )


def _held(ask: Ask, sale: Sale, done: HeldFor) -> Answer:
    fact = fact_of_time(done.time, ask.language, sale.zone)
    context = selling_with(
        ask.context,
        slot="",
        held=OfferedTime(done.time.host_id, done.time.starts_at),
        held_until=done.held_until,
    )
    when = render_when(done.time, sale.zone, ask.language)
    consent = Consent(ask.say("sales.consent.meeting"), CONSENT_VERSION)
    return Answer(
        Skill.MEET,
        msgspec.structs.replace(context, awaiting=Awaiting.ADDRESS, asked=""),
        texts=(ask.say("sales.meet.held", time=when),),
        facts=(fact,),
        contact=ContactForm(("email",), "meeting", consent),
    )


def _not_booked(ask: Ask, sale: Sale, done: NotBooked) -> Answer:
    if done.reason is NotBookedReason.TOO_OFTEN:
        return _by_a_person(ask)
    is_taken = done.reason is NotBookedReason.TAKEN
    if not done.others.times:
        found = _by_a_person(ask)
        key = "sales.meet.gone_none" if is_taken else "sales.meet.past_none"
        return msgspec.structs.replace(found, texts=(ask.say(key), *found.texts))
    key = "sales.meet.taken" if is_taken else "sales.meet.gone"
    return _offered(ask, sale, done.others, key)


def _change(ask: Ask, sale: Sale) -> Answer:
    """Where what is booked can be moved or cancelled; a link may have done so since."""
    own = sale.setup.own(ask.turn.now, sale.zone) if sale.setup.own is not None else None
    if own is None:
        context = selling_with(ask.context, booked=None)
        return Answer(
            Skill.MEET,
            msgspec.structs.replace(context, awaiting=Awaiting.MEET, asked=""),
            texts=(ask.say("sales.meet.none_booked"),),
            replies=sale_buttons(ask, "meet", "human"),
        )
    time = own.time
    context = selling_with(ask.context, booked=OfferedTime(time.host_id, time.starts_at))
    when = render_when(time, sale.zone, ask.language)
    return Answer(
        Skill.MEET,
        msgspec.structs.replace(context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(ask.say("sales.meet.change_how", time=when),),
        facts=(fact_of_time(time, ask.language, sale.zone, url=own.change_url),),
        links=(SourceLink(ask.say("sales.book.change"), own.change_url),),
        replies=(sale_button(ask, "human"),),
    )


def _let_go(ask: Ask) -> Answer:
    """What is kept for them is not booked; it is free again by itself."""
    context = selling_with(ask.context, held=None, held_until=Instant(0), times=())
    return Answer(
        Skill.MEET,
        msgspec.structs.replace(context, awaiting=Awaiting.NOTHING, asked=""),
        texts=(ask.say("sales.meet.let_go"),),
    )


def _by_a_person(ask: Ask) -> Answer:
    """Nobody's time is to be had here: a person will say when."""
    found = answer_human(ask)
    texts = (ask.say("sales.meet.by_a_person"), *found.texts)
    return msgspec.structs.replace(found, skill=Skill.MEET, texts=texts)
