"""Whoever asked to be told that something is back is told, once.

They are told in the chat, by a message in their conversation, as soon as the catalogue has it in
stock and one of their browsers is there; until then the alert waits. Nothing is sent to the address
they left: it stays for a colleague to write to, and who is told in the chat is told.
"""

import msgspec

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import of_browser
from dangol.engine.chat.log import RECEIVED
from dangol.engine.chat.visit import new_id
from dangol.engine.chat.worlds import Worlds
from dangol.engine.lookout import Lookout
from dangol.speak.catalogue import Option, Product, Shop, card_of, facts_of_option
from dangol.speak.parts import Part, QuickReplies, QuickReply, Text
from dangol.speak.reply import Skill
from dangol.speak.skills.answer import name_of
from dangol.speak.understand.press import press_id
from dangol.store.chat_rows import Appended, ConversationRow, ConversationState, MessageRow, Sender
from dangol.store.contacts import Waiting, claim_waiting, count_open_alerts, read_waiting
from dangol.store.conversations import Conversations
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant
from dangol.terms.languages import Language, parse_language
from dangol.terms.texts import render_text

LOOK_S = 5.0
"""The record is looked at this often. Units: seconds."""
MOST_BUTTONS = 5
_encode = msgspec.json.Encoder().encode


class _UntoldError(Exception):
    """They cannot be told now: the alert waits on."""


class Restocks(Lookout):
    """Looks again and again for people who can be told. Safe from any thread."""

    name = "restock"
    every_s = LOOK_S

    def __init__(self, floor: Floor, worlds: Worlds) -> None:
        super().__init__()
        self._floor = floor
        self._worlds = worlds

    def look(self) -> int:
        """Everybody who is there has been told of what is back; returns how many were now.

        Law: of any number of looks at once, in any number of processes, one tells it.
        Raises: RecordError.
        """
        floor = self._floor
        with floor.record.reading() as connection:
            waiting = count_open_alerts(connection)
        told = 0
        for workspace_id in waiting:
            workspace = floor.record.read_workspace(workspace_id)
            if workspace is not None and floor.hub.has_browser(workspace_id):
                told += self._look_in(workspace)
        return told

    def _look_in(self, workspace: Workspace) -> int:
        floor, workspace_id = self._floor, workspace.workspace_id
        with floor.record.reading() as connection:
            every = read_waiting(connection, workspace_id)
        here = [one for one in every if floor.hub.count(of_browser(workspace_id, one.anonymous_id))]
        if not here:
            return 0
        world = self._worlds.world_of(workspace, floor.clock())
        told = 0
        for one in here:
            language = parse_language(one.language, workspace.languages[0])
            back = _back_in(world.shop_in(language), one)
            if back is not None:
                told += self._tell(workspace_id, one, back, language)
        return told

    def _tell(
        self,
        workspace_id: str,
        waiting: Waiting,
        back: tuple[Product, Option | None],
        language: Language,
    ) -> bool:
        """The message stands in the conversation and the alert is noted as told, both or neither;
        whether that is news."""
        floor, now = self._floor, self._floor.clock()
        message = _message(waiting, back, language, now)
        try:
            with floor.record.writing() as connection:
                if not claim_waiting(connection, workspace_id, waiting, now):
                    return False
                rows = Conversations(connection, workspace_id)
                done = rows.append_message(_place(rows, waiting), message)
                if not isinstance(done, Appended):
                    raise _UntoldError
        except _UntoldError:
            return False
        floor.said(workspace_id, done.conversation, message._replace(seq=done.seq))
        floor.log.note(
            workspace_id,
            RECEIVED,
            message.message_id,
            anonymous_id=waiting.anonymous_id,
            at=now,
            properties={
                "conversation_id": done.conversation.conversation_id,
                "message_id": message.message_id,
                "agent_id": "agent",
                "skill": Skill.RESTOCK.value,
            },
        )
        return True


def _place(rows: Conversations, waiting: Waiting) -> str:
    """Where they are told: where they asked, or if that is over in what they talk of now."""
    asked_in = rows.read_conversation(waiting.conversation_id)
    if asked_in is None or asked_in.state is not ConversationState.CLOSED:
        return waiting.conversation_id
    newer: list[ConversationRow] = [
        one
        for one in rows.read_of_person(waiting.person_id)
        if one.state is not ConversationState.CLOSED and one.anonymous_id == waiting.anonymous_id
    ]
    return newer[0].conversation_id if newer else waiting.conversation_id


def _back_in(shop: Shop, waiting: Waiting) -> tuple[Product, Option | None] | None:
    """What is there again of what they wait for; None while it is not."""
    product = shop.by_id.get(waiting.product_id)
    if product is None:
        return None
    if not waiting.option_id:
        return (product, None) if product.is_in_stock else None
    option = product.option_of(waiting.option_id)
    return (product, option) if option is not None and option.is_in_stock else None


def _message(
    waiting: Waiting, back: tuple[Product, Option | None], language: Language, now: Instant
) -> MessageRow:
    product, option = back
    there = [one for one in product.options if one.is_in_stock]
    offered = [option] if option is not None else there[:MOST_BUTTONS]
    buttons = tuple(
        QuickReply(
            press_id("add", one.option_id),
            render_text("speak.button.add", language, option=one.label)
            if one.label
            else render_text("speak.button.add_one", language),
        )
        for one in offered
    )
    parts: tuple[Part, ...] = (
        Text(render_text("speak.restock.back", language, name=name_of(product, option))),
        card_of(product, language),
        QuickReplies(buttons),
    )
    facts = tuple(fact for one in offered for fact in facts_of_option(one, language))
    return MessageRow(
        seq=0,
        message_id=new_id(now),
        client_id=f"restock-{waiting.alert_id}",
        sender=Sender.AGENT,
        operator_id="",
        at=now,
        parts=_encode(parts),
        facts=_encode(facts),
        skill=Skill.RESTOCK.value,
    )
