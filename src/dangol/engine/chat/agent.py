"""The agent: takes a turn for a visitor's message, and says what came of it, unless a person has
the word by then."""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from threading import Semaphore
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Writing
from dangol.engine.chat.known import Known, read_known
from dangol.engine.chat.log import RECEIVED
from dangol.engine.chat.offering import Asking, ask_offer
from dangol.engine.chat.turns import TurnKey
from dangol.engine.chat.visit import Asked, new_id
from dangol.engine.chat.wording import Speaking, TakeTurn, Wording
from dangol.engine.chat.worlds import Worlds
from dangol.engine.sales.briefs import brief_of_asked
from dangol.engine.sales.leads import note_lead, read_buyer, with_calendars, write_found
from dangol.engine.sales.promising import keep_promise
from dangol.listen.rules import Rules
from dangol.speak.catalogue import Shop
from dangol.speak.offers import Refused
from dangol.speak.reply import (
    CartLine,
    Context,
    HandOff,
    Page,
    Person,
    Reply,
    Skill,
    Text,
    Turn,
)
from dangol.speak.sales.when import zone_or
from dangol.speak.world import OfferAsk, OfferGiven, World
from dangol.store.chat_rows import (
    Appended,
    Changed,
    ConversationRow,
    ConversationState,
    MessageRow,
    Sender,
    Unchanged,
)
from dangol.store.conversations import Conversations
from dangol.store.handoffs import Handoffs
from dangol.store.leads import LeadWritten
from dangol.store.workspaces import Workspace
from dangol.terms.languages import Language, parse_language
from dangol.terms.texts import render_text

THREADS = 6
"""That take turns. Most of the time they wait: for the disk, and for one another."""
THREADS_THAT_WAIT = 48
_encode = msgspec.json.Encoder().encode
_read_context = msgspec.json.Decoder(Context).decode
_read_asked = msgspec.json.Decoder(Asked).decode
_read_parts = msgspec.json.Decoder(list[dict[str, Any]]).decode
_log = logging.getLogger(__name__)


class _Stored(NamedTuple):
    """What a reply has written."""

    done: Appended | Unchanged
    handed: Changed | Unchanged | None = None
    lead: LeadWritten | None = None


class Agent:
    """Answers. Safe from any thread; of one conversation, one turn at a time."""

    def __init__(
        self,
        floor: Floor,
        worlds: Worlds,
        rules: Rules,
        take_turn: TakeTurn,
        wording: Wording | None = None,
    ) -> None:
        self._floor = floor
        self.worlds = worlds
        self._wording = wording
        self._rules = rules
        self._at_work = Semaphore(THREADS)
        self._turn = take_turn

    @property
    def threads(self) -> int:
        """How many turns are under way at once: with a model, nearly all of them wait for it."""
        return THREADS if self._wording is None else THREADS_THAT_WAIT

    def start(self) -> None:
        """What a model needs is being loaded; returns at once."""
        if self._wording is not None:
            self._wording.start()

    def close(self) -> None:
        """No model is asked any more."""
        if self._wording is not None:
            self._wording.close()

    def answer(self, key: TurnKey) -> None:
        """The message is answered, once, or there was no need to."""
        began_s = time.perf_counter()
        floor = self._floor
        with floor.record.reading() as connection:
            rows = Conversations(connection, key.workspace_id)
            conversation = rows.read_conversation(key.conversation_id)
            message = rows.read_message(key.conversation_id, key.seq)
        if conversation is None or message is None or _is_quiet(conversation):
            return
        floor.tell(key.workspace_id, conversation, Writing(key.conversation_id, Sender.AGENT))
        workspace = floor.record.read_workspace(key.workspace_id)
        if workspace is None:
            return
        reply = self._reply(workspace, conversation, message, key.network)
        self._say(key, workspace, conversation, reply)
        floor.counts.count_turn(reply.skill.value, time.perf_counter() - began_s)
        if reply.blocked:
            floor.counts.count_blocked(len(reply.blocked))

    def _reply(
        self,
        workspace: Workspace,
        conversation: ConversationRow,
        message: MessageRow,
        network: str,
    ) -> Reply:
        """The turn's reply; where it fails, a person is asked for."""
        context = _context_of(conversation)
        language = parse_language(conversation.language, workspace.languages[0])
        try:
            now = self._floor.clock()
            world = self.worlds.world_of(workspace, now)
            asked = _asked_of(message, conversation)
            known = read_known(
                self._floor.record,
                workspace,
                asked.person_id,
                self._rules,
                is_verified=asked.is_verified,
            )
            shop = world.shop_in(parse_language(asked.language, language))
            asking = Asking(workspace, conversation.conversation_id, message.seq, known, network)

            turn = Turn(
                text=text_of(message.parts),
                now=now,
                press=asked.press,
                language=parse_language(asked.language, language),
                context=context,
                page=Page(asked.url, asked.title, _product_on(asked, known, shop)),
                cart=tuple(_line_of(line, shop) for line in known.cart),
                person=Person(asked.is_verified, known.is_held_out, known.orders),
            )
            record = self._floor.record

            def ask(wanted: OfferAsk) -> OfferGiven | Refused:
                return ask_offer(record, asking, wanted, shop)

            world = replace(world, ask_offer=ask)
            if world.sales is not None:
                buyer = read_buyer(
                    record,
                    workspace,
                    conversation,
                    asked.person_id,
                    world.sales.slots,
                    now=now,
                    is_verified=asked.is_verified,
                )
                turn = msgspec.structs.replace(
                    turn, known=buyer.known, zone=zone_or(asked.zone, buyer.zone)
                )
                world = replace(world, sales=with_calendars(world.sales, self._floor, asking))
            reply = self._take_turn(turn, world)
            speaking = Speaking(workspace, conversation, message, known.person_id, turn, world)
            return self._worded(speaking, reply)
        except Exception:
            _log.exception("a turn failed; a person is asked for instead")
            return failed_reply(language, context)

    def _take_turn(self, turn: Turn, world: World) -> Reply:
        """The turn is taken; of those that wait for a model, only a few work at any moment."""
        with self._at_work:
            return self._turn(turn, world)

    def _worded(self, speaking: Speaking, reply: Reply) -> Reply:
        """The reply in a model's words where there is one; the same reply where that fails."""
        if self._wording is None:
            return reply
        try:
            return self._wording.word(speaking, reply, self._take_turn)
        except Exception:
            _log.exception("a model could not be asked; the reply is said as it is")
            return reply

    def _say(
        self, key: TurnKey, workspace: Workspace, conversation: ConversationRow, reply: Reply
    ) -> None:
        """The reply stands in the record, then everybody sees it."""
        floor = self._floor
        now = floor.clock()
        message = MessageRow(
            seq=0,
            message_id=new_id(now),
            client_id=f"re-{key.seq}",
            sender=Sender.AGENT,
            operator_id="",
            at=now,
            parts=_encode(reply.parts),
            facts=_encode(reply.facts),
            skill=reply.skill.value,
        )
        context = _encode(reply.context)

        def store(connection: Connection, *, has_lead: bool = True) -> _Stored:
            rows = Conversations(connection, key.workspace_id)
            done = rows.append_message(key.conversation_id, message, context=context)
            if not (isinstance(done, Appended) and done.is_new):
                return _Stored(done)
            lead = None
            if has_lead:
                lead = write_found(connection, key.workspace_id, conversation, reply, now=now)
            if not reply.hand_off:
                return _Stored(done, lead=lead)
            handoffs = Handoffs(connection, key.workspace_id)
            reason = reply.skill.value
            handed = handoffs.ask_person(key.conversation_id, now=now, reason=reason)
            if lead is not None and isinstance(handed, Changed) and handed.is_new:
                keep_promise(connection, key.workspace_id, lead.lead, reply.promised)
                brief_of_asked(connection, floor, workspace, lead.lead, reply.promised, now=now)
            return _Stored(done, handed, lead)

        try:
            stored = floor.record.write(store)
        except Exception:
            if reply.lead is None:
                raise
            _log.exception("a lead could not be kept; the reply is said without it")
            stored = floor.record.write(lambda connection: store(connection, has_lead=False))
        done, handed, lead = stored
        if not isinstance(done, Appended):
            floor.counts.count_dropped_reply()  # a person took over while it was being written
            return
        if not done.is_new:
            return
        after = conversation if handed is None else handed.conversation or conversation
        floor.said(key.workspace_id, after, message._replace(seq=done.seq))
        note_lead(floor, key.workspace_id, conversation, lead)
        if handed is not None:
            floor.passed(key.workspace_id, after, promise=_promise_of(reply))
        floor.log.note(
            key.workspace_id,
            RECEIVED,
            message.message_id,
            anonymous_id=conversation.anonymous_id,
            at=now,
            properties={
                "conversation_id": key.conversation_id,
                "message_id": message.message_id,
                "agent_id": "agent",
                "skill": reply.skill.value,
            },
        )


def failed_reply(language: Language, context: Context) -> Reply:
    """That there is no answer just now, and that a person will look."""
    parts = (Text(render_text("chat.failed", language)), HandOff("waiting"))
    return Reply(
        parts=parts,
        skill=Skill.UNKNOWN,
        skills=(Skill.UNKNOWN,),
        facts=(),
        language=language,
        context=msgspec.structs.replace(context, is_handed_off=True),
        hand_off=True,
    )


def text_of(parts: bytes) -> str:
    """All words among the parts of a message, one text a line."""
    return "\n".join(part["text"] for part in _read_parts(parts) if part.get("type") == "text")


def _is_quiet(conversation: ConversationRow) -> bool:
    return conversation.state in (ConversationState.JOINED, ConversationState.CLOSED)


def _context_of(conversation: ConversationRow) -> Context:
    try:
        return _read_context(conversation.context) if conversation.context else Context()
    except msgspec.MsgspecError:  # written by another version
        return Context()


def _asked_of(message: MessageRow, conversation: ConversationRow) -> Asked:
    try:
        return _read_asked(message.facts)
    except msgspec.MsgspecError:
        return Asked(person_id=conversation.person_id)


def _product_on(asked: Asked, known: Known, shop: Shop) -> str:
    """The product on the page, where the site's events say it and the shop has it."""
    if not asked.url and not asked.title:
        return ""
    product = shop.product_of(known.viewing) if known.viewing else None
    is_there = product is not None and _path_of(product.url) == _path_of(asked.url)
    return product.product_id if product is not None and is_there else ""


def _path_of(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].rstrip("/")


def _line_of(line: CartLine, shop: Shop) -> CartLine:
    """The line by its option, where an event named the product and it has only one."""
    product = shop.product_of(line.option_id)
    if product is None or product.option_of(line.option_id) or len(product.options) != 1:
        return line
    return CartLine(product.options[0].option_id, line.quantity)


def _promise_of(reply: Reply) -> str:
    found: Sequence[HandOff] = [part for part in reply.parts if isinstance(part, HandOff)]
    return found[0].promise if found else ""
