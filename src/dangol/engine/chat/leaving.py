"""What a visitor leaves beside words: an address with consent, and what became of an add to the
cart on the shop's own page."""

from typing import Any

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.addresses import read_email, read_phone, veiled
from dangol.engine.chat.floor import Floor
from dangol.engine.chat.saying import Acked, Refusal
from dangol.engine.chat.turns import TurnKey, Turns
from dangol.engine.chat.visit import Asked, Visit, new_id
from dangol.store.chat_rows import Appended, MessageRow, Sender
from dangol.store.contacts import AlertRow, ContactRow, ask_alert
from dangol.store.contacts import leave_contact as write_contact
from dangol.store.conversations import Conversations
from dangol.store.rows import ConsentRow
from dangol.store.shelf import read_gone
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant
from dangol.terms.texts import render_text

CHANNELS = {"email": "email", "phone": "sms"}
"""Of which channel a left address is the consent."""
MEETING, MEETING_LEFT = "meeting", "left"
"""What a form is for that an invitation waits for, and what the turn after it is asked."""

_encode = msgspec.json.Encoder().encode
_read_parts = msgspec.json.Decoder(list[dict[str, Any]]).decode


class Contact(msgspec.Struct, frozen=True):
    """An address as a visitor left it in a form."""

    client_id: str
    seq: int
    """Of the message with the form."""
    email: str
    phone: str
    version: str
    """Of the consent's words, as they stood beside the field."""
    is_agreed: bool


def leave_contact(
    floor: Floor, visit: Visit, contact: Contact, turns: Turns | None = None
) -> Acked | Refusal:
    """The address, the consent to use it and what it is for stand in the record, once. What was
    waiting for it, a time to meet, goes on in a turn of its own.

    Laws: without agreement to the very words of the form nothing is kept; the address is not
    shown in full again.
    Raises: RecordError.
    """
    if not contact.is_agreed:
        return Refusal("not_agreed", contact.client_id)
    addresses = _addresses(contact)
    if not addresses:
        return Refusal("bad_contact", contact.client_id)
    now = floor.clock()
    with floor.record.writing() as connection:
        form = _part_of(connection, visit, contact.seq, "contact")
        if form is None:
            return Refusal("unknown_message", contact.client_id)
        if contact.version != form["consent"]["version"]:
            return Refusal("not_agreed", contact.client_id)
        shown = ", ".join(veiled(value) for _, value in addresses)
        text = render_text("chat.contact.left", visit.language, address=shown)
        is_meeting = form["purpose"] == MEETING
        facts = _encode(_asked(visit, MEETING_LEFT)) if is_meeting else b"[]"
        message = _notice(contact.client_id, text, facts, now)
        done = _append(connection, visit, message)
        if isinstance(done, Appended) and done.is_new:
            for address in addresses:
                _write(connection, visit, form, address, now)
    told = _told(floor, visit, message, done)
    if turns is not None and is_meeting and done is not None and done.is_new:
        turns.add(TurnKey(visit.workspace_id, visit.conversation_id, done.seq, visit.network))
    return told


def _asked(visit: Visit, press: str) -> Asked:
    return Asked(
        visit.person_id, bool(visit.user_id), press, visit.language, visit.url, visit.title
    )


def note_cart(
    floor: Floor, visit: Visit, client_id: str, seq: int, *, is_added: bool, error: str
) -> Acked | Refusal:
    """What became of the add that a message asked for stands in the conversation.

    Raises: RecordError.
    """
    now = floor.clock()
    key = "chat.cart.added" if is_added else "chat.cart.failed"
    with floor.record.writing() as connection:
        wanted = _part_of(connection, visit, seq, "cart_add", "product")
        if wanted is None:
            return Refusal("unknown_message", client_id)
        facts = _encode({"cart": seq, "isAdded": is_added, "error": error[:200]})
        message = _notice(client_id, render_text(key, visit.language), facts, now)
        done = _append(connection, visit, message)
    return _told(floor, visit, message, done)


def _told(
    floor: Floor, visit: Visit, message: MessageRow, done: Appended | None
) -> Acked | Refusal:
    if done is None:
        return Refusal("unknown_message", message.client_id)
    if done.is_new:
        floor.said(visit.workspace_id, done.conversation, message._replace(seq=done.seq))
    return Acked(message.client_id, visit.conversation_id, done.seq)


def _append(connection: Connection, visit: Visit, message: MessageRow) -> Appended | None:
    rows = Conversations(connection, visit.workspace_id)
    done = rows.append_message(visit.conversation_id, message)
    return done if isinstance(done, Appended) else None


def _part_of(connection: Connection, visit: Visit, seq: int, *kinds: str) -> dict[str, Any] | None:
    """The part of that kind in a message that was said to this visitor."""
    if not visit.conversation_id:
        return None
    message = Conversations(connection, visit.workspace_id).read_message(visit.conversation_id, seq)
    if message is None or message.sender not in (Sender.AGENT, Sender.OPERATOR):
        return None
    parts = _read_parts(message.parts)
    return next((part for part in parts if part.get("type") in kinds), None)


def _notice(client_id: str, text: str, facts: bytes, now: Instant) -> MessageRow:
    return MessageRow(
        seq=0,
        message_id=new_id(now),
        client_id=client_id,
        sender=Sender.SYSTEM,
        operator_id="",
        at=now,
        parts=_encode([{"type": "notice", "text": text}]),
        facts=facts,
        skill="",
    )


def _addresses(contact: Contact) -> list[tuple[str, str]]:
    """What was left, as kind and value; nothing where one of them cannot be."""
    found: list[tuple[str, str]] = []
    if contact.email.strip():
        email = read_email(contact.email)
        if not email:
            return []
        found.append(("email", email))
    if contact.phone.strip():
        phone = read_phone(contact.phone)
        if not phone:
            return []
        found.append(("phone", phone))
    return found


def _write(
    connection: Connection,
    visit: Visit,
    form: dict[str, Any],
    address: tuple[str, str],
    now: Instant,
) -> None:
    kind, value = address
    purpose, product_id = form["purpose"], form.get("productId", "")
    evidence = {
        "conversationId": visit.conversation_id,
        "text": form["consent"]["text"],
        "url": visit.url,
    }
    consent = ConsentRow(
        consent_id=new_id(now),
        shard=shard_of(visit.person_id),
        person_id=visit.person_id,
        channel=CHANNELS[kind],
        purpose=purpose,
        text_version=form["consent"]["version"],
        evidence=_encode(evidence),
        is_given=True,
        happened_at=now,
        recorded_at=now,
    )
    left = ContactRow(
        contact_id=new_id(now),
        person_id=visit.person_id,
        conversation_id=visit.conversation_id,
        kind=kind,
        value=value,
        purpose=purpose,
        subject=product_id,
        consent_id=consent.consent_id,
        at=now,
    )
    write_contact(connection, visit.workspace_id, left, consent)
    if purpose == "restock" and product_id:
        for option_id in _waited_for(connection, visit.workspace_id, form):
            alert = AlertRow(
                alert_id=new_id(now),
                person_id=visit.person_id,
                contact_id=left.contact_id,
                product_id=product_id,
                option_id=option_id,
                channel=CHANNELS[kind],
                asked_at=now,
                told_at=Instant(0),
            )
            ask_alert(connection, visit.workspace_id, alert)


def _waited_for(connection: Connection, workspace_id: str, form: dict[str, Any]) -> list[str]:
    """The option that was asked about; where none was, each that is gone."""
    if form.get("optionId"):
        return [form["optionId"]]
    return read_gone(connection, workspace_id, form["productId"]) or [""]
