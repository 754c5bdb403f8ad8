"""A reply in a model's words, where there is a model and it may be asked.

    ready → within its limits → asked → guarded sentence by sentence → said

The reply stands before the model is asked, and is what is said wherever any of this does not come
about: what a model adds to a turn is words, and nothing waits for it longer than it is given.
"""

import time
from collections.abc import Callable
from enum import StrEnum

import msgspec

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Delta, News, Passed, of_conversation
from dangol.engine.chat.model_ledger import Asker, Call, ModelLedger, ModelSetup, Purpose
from dangol.speak.model import Ending, Model, Prompt, Telling
from dangol.speak.model_prompt import (
    choice_prompt,
    may_choose,
    may_phrase,
    parse_choice,
    phrase_prompt,
)
from dangol.speak.model_words import Unsaid, Worded, Words
from dangol.speak.reply import Reply, Skill, Turn
from dangol.speak.sales.pointing import may_point, parse_pointed, point_prompt, question_of
from dangol.speak.sales.slots import Slots
from dangol.speak.world import World
from dangol.store.chat_rows import ConversationRow, ConversationState, MessageRow
from dangol.store.model_use import NotTaken, NotTakenReason
from dangol.store.workspaces import Workspace
from dangol.terms.instants import SECOND_US, Instant

FAILURES = 3
"""So many in a row, and the model is left alone for a while."""
REST_US = 30 * SECOND_US

TakeTurn = Callable[[Turn, World], Reply]


class Outcome(StrEnum):
    """What became of asking a model, where it was not its own failure."""

    SAID = "said"
    """Its words are said as they came."""
    REWRITTEN = "rewritten"
    """Its words are said, but for what no fact bears out."""
    CHOSEN = "chosen"
    """It chose what was meant, and that had an answer."""
    NOT_CHOSEN = "not_chosen"
    """It chose none, or one without an answer."""
    POINTED = "pointed"
    """Words that it pointed at tell something that was not known."""
    NOT_POINTED = "not_pointed"
    """It pointed at nothing, or at nothing that holds."""
    GARBLED = "garbled"
    """Its answer was not the JSON that it was asked for."""
    RESTING = "resting"
    """It failed too often just now to be asked."""


OUTCOMES: tuple[str, ...] = (
    *Outcome,
    *Unsaid,
    *(one for one in Ending if one not in (Ending.WHOLE, Ending.SHORTENED)),
    *NotTakenReason,
)
"""All that can become of asking a model."""

_FAILURES = (Ending.TIMED_OUT, Ending.UNREACHABLE, Ending.DECLINED, Ending.BROKEN)


class Speaking(msgspec.Struct, frozen=True):
    """The turn that a reply belongs to."""

    workspace: Workspace
    conversation: ConversationRow
    message: MessageRow
    """What the visitor said."""
    person_id: str
    turn: Turn
    world: World


class Wording:
    """Asks the model. Safe from any thread; waits for it, so it needs threads that may wait."""

    def __init__(self, floor: Floor, setup: ModelSetup) -> None:
        self._floor = floor
        self._model = Model(setup.endpoint)
        self._ledger = ModelLedger(floor.record, setup, floor.clock)
        self._failures = 0
        self._rests_until = Instant(0)

    def start(self) -> None:
        """The model's client is being loaded; returns at once."""
        self._model.prepare()

    def close(self) -> None:
        """Nothing is asked any more."""
        self._model.close()

    def word(self, speaking: Speaking, reply: Reply, take_turn: TakeTurn) -> Reply:
        """The reply in the model's words, or the one to what it chose or pointed at, or the reply
        as it is. It is asked once at most.

        What may be let out of it is told to the visitor while it comes.
        """
        if speaking.world.sales is None and may_choose(speaking.turn, reply):
            return self._choose(speaking, reply, take_turn)
        if speaking.world.sales is not None and may_point(speaking.turn, reply):
            return self._point(speaking, reply, take_turn, speaking.world.sales.slots)
        if may_phrase(reply):
            return self._phrase(speaking, reply)
        return reply

    def _phrase(self, speaking: Speaking, reply: Reply) -> Reply:
        call = self._take(speaking, Purpose.PHRASE, phrase_prompt(speaking.turn, reply))
        if call is None:
            return reply
        hours = speaking.world.hours
        words = Words(reply, hours.local_day(speaking.turn.now) if hours is not None else None)
        topic = of_conversation(
            speaking.workspace.workspace_id, speaking.conversation.conversation_id
        )
        telling = self._ask(call)
        ear = self._floor.hub.listen(_stops(telling), topic)
        try:
            for piece in telling:
                call.hear(piece)
                shown = words.take(piece)
                if shown:
                    call.show()
                    self._floor.hub.tell(topic, _delta(speaking, shown))
                if words.fault is not None:
                    telling.stop()
        finally:
            ear.close()
        if telling.ending in (Ending.WHOLE, Ending.SHORTENED) or words.fault is not None:
            done = words.finish(is_whole=telling.ending is Ending.WHOLE)
        else:
            done = telling.ending or Ending.BROKEN
        if isinstance(done, Worded):
            self._settle(call, telling, Outcome.REWRITTEN if done.is_rewritten else Outcome.SAID)
            return done.reply
        self._settle(call, telling, done)
        return reply

    def _choose(self, speaking: Speaking, reply: Reply, take_turn: TakeTurn) -> Reply:
        call = self._take(speaking, Purpose.CHOOSE, choice_prompt(speaking.turn))
        if call is None:
            return reply
        telling = self._heard(call)
        if telling is None:
            return reply
        chosen = _pressed(speaking, take_turn, parse_choice(call.answer))
        self._settle(call, telling, Outcome.CHOSEN if chosen else Outcome.NOT_CHOSEN)
        return chosen or reply

    def _point(self, speaking: Speaking, reply: Reply, take_turn: TakeTurn, slots: Slots) -> Reply:
        """The turn taken again with what the model pointed at, or with the button it chose."""
        turn = speaking.turn
        question = question_of(turn, reply, slots)
        call = self._take(speaking, Purpose.POINT, point_prompt(question))
        if call is None:
            return reply
        telling = self._heard(call)
        if telling is None:
            return reply
        answer = parse_pointed(call.answer)
        if answer is None:
            self._settle(call, telling, Outcome.GARBLED)
            return reply
        told = take_turn(msgspec.structs.replace(turn, proposed=answer.slots), speaking.world)
        kept = len(told.known) - len(reply.known)
        self._floor.counts.count_proposals(kept, told.unkept)
        if kept:
            self._settle(call, telling, Outcome.POINTED)
            return told
        press = answer.press if question.is_blank else ""
        chosen = _pressed(speaking, take_turn, press)
        self._settle(call, telling, Outcome.CHOSEN if chosen else Outcome.NOT_POINTED)
        return chosen or reply

    def _heard(self, call: Call) -> Telling | None:
        """The answer stands in the call; None where it did not come to its end, and is settled."""
        telling = self._ask(call)
        for piece in telling:
            call.hear(piece)
        if telling.ending in (Ending.WHOLE, Ending.SHORTENED):
            return telling
        self._settle(call, telling, telling.ending or Ending.BROKEN)
        return None

    def _take(self, speaking: Speaking, purpose: Purpose, prompt: Prompt) -> Call | None:
        """The call, where the model may be asked now; it is counted where it may not."""
        if self._floor.clock() < self._rests_until:
            self._floor.counts.count_model(purpose, Outcome.RESTING, 0, None)
            return None
        asker = Asker(
            speaking.person_id, speaking.conversation.conversation_id, speaking.message.seq
        )
        taken = self._ledger.take(speaking.workspace.workspace_id, asker, purpose, prompt)
        if isinstance(taken, NotTaken):
            self._floor.counts.count_model(purpose, taken.reason, 0, None)
            return None
        return taken

    def _ask(self, call: Call) -> Telling:
        call.began_s = time.perf_counter()
        return self._model.ask(call.prompt)

    def _settle(self, call: Call, telling: Telling, outcome: StrEnum) -> None:
        """The call stands in the record with what it cost and what became of it."""
        if outcome in _FAILURES:
            self._failures += 1
            if self._failures >= FAILURES:
                self._rests_until = Instant(self._floor.clock() + REST_US)
        elif outcome.value != Ending.STOPPED.value:
            self._failures = 0
        is_free = outcome in (Ending.UNREACHABLE, Ending.DECLINED)
        tokens = self._ledger.settle(call, telling.usage, outcome.value, is_free=is_free)
        self._floor.counts.count_model(call.purpose, outcome.value, tokens, call.first_s)


def _pressed(speaking: Speaking, take_turn: TakeTurn, press: str) -> Reply | None:
    """The reply to that button; None where there is none, or no answer to it."""
    if not press:
        return None
    chosen = take_turn(msgspec.structs.replace(speaking.turn, press=press), speaking.world)
    return None if chosen.skill is Skill.UNKNOWN else chosen


def _stops(telling: Telling) -> Callable[[News], None]:
    """Whoever takes the word, the model is no longer listened to."""

    def hear(news: News) -> None:
        if isinstance(news, Passed) and news.state in (
            ConversationState.JOINED,
            ConversationState.CLOSED,
        ):
            telling.stop()

    return hear


def _delta(speaking: Speaking, text: str) -> Delta:
    return Delta(speaking.conversation.conversation_id, speaking.message.client_id, text)
