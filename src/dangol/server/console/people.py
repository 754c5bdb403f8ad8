"""The person beside a conversation: where they are, what they did, their cart and orders."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from dangol.engine.people_state import load_person
from dangol.engine.report_words import signal_label
from dangol.engine.sales.briefs import Desk, read_brief
from dangol.engine.sales.setups import SalesSetup, sales_setup_in
from dangol.listen.rules import rules_of
from dangol.listen.session import State
from dangol.server.console.access import Seat
from dangol.server.console.titles import read_titles
from dangol.server.console.trail import Order, Step, read_trail
from dangol.server.console.when import When
from dangol.speak.sales.brief import Brief
from dangol.speak.sales.quoting import plain
from dangol.speak.sales.setup_file import SetupError
from dangol.store.chat_rows import ConversationRow
from dangol.store.contacts import read_contacts
from dangol.store.conversations import Conversations
from dangol.store.leads import Leads
from dangol.store.meetings import Meetings
from dangol.store.merges import read_ids_of, read_survivor
from dangol.store.visitors import read_identifiers, read_opening, read_person
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money
from dangol.terms.texts import render_text

STEPS_SHOWN = 12
RULES = rules_of([])
"""No signal is looked for here."""


class Row(msgspec.Struct, frozen=True):
    """A line with something at its end."""

    text: str
    note: str = ""
    url: str = ""
    """Within the console, or a web page."""
    title: str = ""


class PersonView(msgspec.Struct, frozen=True):
    """What an operator sees of a person."""

    conversation_id: str
    who: str
    is_known: bool
    """Whether the shop named them."""
    is_told: bool
    """Whether they are called as they said themselves."""
    about: tuple[Row, ...]
    here: Row | None
    """The page they are on."""
    cart: tuple[Row, ...]
    cart_total: str
    orders: tuple[Row, ...]
    steps: tuple[Row, ...]
    contacts: tuple[Row, ...]
    earlier: tuple[Row, ...]
    brief: Brief | None = None
    """Where the company sells to businesses, and something is known of the buyer."""


def name_person(
    connection: Connection, seat: Seat, conversation: ConversationRow, language: Language
) -> str:
    """What the visitor is called: as the shop named them, as a buyer named themselves, or a number
    by which they are told.
    """
    today = read_survivor(connection, seat.workspace_id, conversation.person_id)
    named = _named(read_identifiers(connection, seat.workspace_id, today))
    return named or _told(connection, seat, conversation) or _numbered(today, language)


def _numbered(person_id: str, language: Language) -> str:
    return render_text("console.visitor", language, number=person_id[-4:].upper())


def _told(connection: Connection, seat: Seat, conversation: ConversationRow) -> str:
    """The name or address that a buyer left in the conversation; empty where there is none."""
    if not seat.is_selling:
        return ""
    workspace_id, conversation_id = seat.workspace_id, conversation.conversation_id
    meeting = Meetings(connection, workspace_id).read_of_conversation(conversation_id, seat.now)
    lead = Leads(connection, workspace_id).read_of_conversation(conversation_id)
    known = lead.read_known() if lead is not None else ()
    guest = (meeting.guest_name, meeting.guest_email) if meeting is not None else ("", "")
    name = next((one.value for one in reversed(known) if one.slot == "name"), "")
    email = next((one.value for one in reversed(known) if "@" in one.value), "")
    return next((text for one in (guest[0], name, guest[1], email) if (text := plain(one))), "")


def view_person(
    connection: Connection, seat: Seat, conversation: ConversationRow, language: Language
) -> PersonView:
    """The person of a conversation, as the record knows them now."""
    workspace_id, when = seat.workspace_id, _when(seat, language)
    today = read_survivor(connection, workspace_id, conversation.person_id)
    ids = read_ids_of(connection, workspace_id, conversation.person_id)
    named = _named(read_identifiers(connection, workspace_id, today))
    told = "" if named else _told(connection, seat, conversation)
    row = read_person(connection, workspace_id, today)
    state = State()
    if row is not None:
        state = load_person(row.person_id, row.created_at, row.state, RULES).timeline.tip
    trail = read_trail(connection, workspace_id, ids, seat.now)
    titles = trail.titles | read_titles(connection, workspace_id, [*state.cart, *trail.product_ids])
    money = _Money(seat.workspace.currency, language)
    others = Conversations(connection, workspace_id).read_of_person(conversation.person_id, 6)
    return PersonView(
        conversation_id=conversation.conversation_id,
        who=named or told or _numbered(today, language),
        is_known=bool(named),
        is_told=bool(told),
        about=(
            *_about(state, conversation, when, is_selling=seat.is_selling),
            *_reason(connection, seat, conversation, language),
        ),
        here=_here(trail.steps, when),
        cart=tuple(
            Row(titles.get(key, key), f"{line.quantity:,} × {money.of(line.price_minor)}")
            for key, line in state.cart.items()
        ),
        cart_total=money.of(state.cart_value_minor) if state.cart else "",
        orders=_orders(trail.orders, when, language),
        steps=tuple(_step(one, titles, when) for one in trail.steps[:STEPS_SHOWN]),
        contacts=tuple(
            Row(one.value, when.ago(one.at), title=when.full(one.at))
            for one in read_contacts(connection, workspace_id, conversation.person_id)[:5]
        ),
        earlier=tuple(
            Row(when.full(one.last_at), url=f"/console/conversations/{one.conversation_id}")
            for one in others
            if one.conversation_id != conversation.conversation_id
        ),
        brief=_brief(connection, seat, conversation, language),
    )


def _brief(
    connection: Connection, seat: Seat, conversation: ConversationRow, language: Language
) -> Brief | None:
    if not seat.is_selling:
        return None
    try:
        setup = sales_setup_in(connection, seat.workspace_id)
    except SetupError:  # kept by another version: the conversation is shown all the same
        setup = None
    desk = Desk(seat.workspace, setup or SalesSetup(), "")
    return read_brief(connection, desk, conversation, language, seat.now)


class _Money:
    """Amounts of one currency, in words."""

    def __init__(self, currency: str, language: Language) -> None:
        self._currency, self._language = currency, language

    def of(self, minor: int) -> str:
        return render_money(Money(minor, self._currency), self._language)


def _when(seat: Seat, language: Language) -> When:
    return When(seat.now, ZoneInfo(seat.workspace.zone), language)


def _named(identifiers: Sequence[str]) -> str:
    return next((name[2:] for name in identifiers if name.startswith("v:")), "")


def _about(
    state: State, conversation: ConversationRow, when: When, *, is_selling: bool
) -> tuple[Row, ...]:
    language = when.language
    spoken = render_text(f"console.spoken.in_{_tag(conversation.language)}", language)
    rows = [Row(render_text("console.person.language", language), spoken)]
    if state.first_at:
        first = Row(
            render_text("console.person.first", language),
            when.ago(state.first_at),
            title=when.full(state.first_at),
        )
        visits = Row(render_text("console.person.visits", language), f"{state.sessions:,}")
        orders = Row(render_text("console.person.orders", language), f"{state.orders:,}")
        rows += [first, visits]
        if state.orders or not is_selling:  # who sells to businesses may have no shop
            rows.append(orders)
    return tuple(rows)


def _reason(
    connection: Connection, seat: Seat, conversation: ConversationRow, language: Language
) -> tuple[Row, ...]:
    """Why the visitor was spoken to, where it began so."""
    said = read_opening(connection, seat.workspace_id, conversation.decision_id)
    if said is None:
        return ()
    label = render_text("console.person.reason", language)
    return (Row(label, signal_label(said.signal, language)),)


def _tag(language: str) -> str:
    return language if language in set(Language) else Language.EN


def _here(steps: Sequence[Step], when: When) -> Row | None:
    for step in steps:
        if step.url or step.title:
            return Row(step.title or step.url, when.ago(step.at), step.url, when.full(step.at))
    return None


def _orders(orders: Sequence[Order], when: When, language: Language) -> tuple[Row, ...]:
    rows: list[Row] = []
    for order in orders:
        amount = render_money(order.total, language) if order.total is not None else ""
        note = " · ".join(filter(None, (amount, when.ago(order.at))))
        number = order.number or render_text("console.order.without_number", language)
        rows.append(Row(number, note, title=when.full(order.at)))
    return tuple(rows)


def _step(step: Step, titles: Mapping[str, str], when: When) -> Row:
    what = titles.get(step.product_id) or step.title
    words = render_text(f"console.step.{step.kind}", when.language) if step.kind else step.name
    text = " · ".join(filter(None, (words, what)))
    return Row(text, when.ago(step.at), title=when.full(step.at))


def stamp_of(connection: Connection, seat: Seat, person_id: str) -> tuple[int, Instant]:
    """By which a page knows that the person has done something since."""
    today = read_survivor(connection, seat.workspace_id, person_id)
    row = read_person(connection, seat.workspace_id, today)
    return (0, Instant(0)) if row is None else (hash(row.state), row.created_at)
