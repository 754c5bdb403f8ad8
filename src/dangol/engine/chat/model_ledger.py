"""What asking a model costs: taken from the limits before it is asked, settled afterwards, and
kept with the prompt and the answer, without secrets, in the record alone."""

import time
from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import NamedTuple

import msgspec

from dangol.engine.chat.visit import new_id
from dangol.speak.model import Endpoint, Prompt, Usage
from dangol.speak.secrets import mask_secrets
from dangol.store.model_use import (
    ModelCallRow,
    ModelUse,
    NotTaken,
    UseLimits,
)
from dangol.store.record import Record
from dangol.terms.instants import DAY_US, Instant

KEPT_DAYS = 30
"""Prompts and answers are forgotten after so many days."""


class Purpose(StrEnum):
    """What a model is asked for."""

    PHRASE = "phrase"
    """To say a reply in better words."""
    CHOOSE = "choose"
    """To say which skill is meant."""
    POINT = "point"
    """To say which of a buyer's words answer what."""


class ModelSetup(msgspec.Struct, frozen=True):
    """A model and what it may cost."""

    endpoint: Endpoint
    limits: UseLimits = UseLimits()
    input_price: Decimal = Decimal(0)
    """Of a million tokens, in whatever currency the limits are."""
    output_price: Decimal = Decimal(0)

    def spend_micro(self, tokens_in: int, tokens_out: int) -> int:
        """What they cost. Units: millionths of the prices' currency."""
        spend = tokens_in * self.input_price + tokens_out * self.output_price
        return int(spend.to_integral_value(ROUND_CEILING))


class Asker(NamedTuple):
    """For whom a model is asked."""

    person_id: str
    conversation_id: str
    seq: int
    """Of the visitor's message."""


class Call(msgspec.Struct):
    """One question to a model, under way."""

    call_id: str
    workspace_id: str
    purpose: Purpose
    prompt: Prompt
    began_s: float = 0.0
    first_s: float | None = None
    """Until something of it was shown."""
    answer: str = ""

    def hear(self, piece: str) -> None:
        """That much more was answered."""
        self.answer += piece

    def show(self) -> None:
        """Something of it was shown, for the first time or again."""
        if self.first_s is None:
            self.first_s = time.perf_counter() - self.began_s


class ModelLedger:
    """The account of a model. Safe from any thread."""

    def __init__(self, record: Record, setup: ModelSetup, clock: Callable[[], Instant]) -> None:
        self._record = record
        self._setup = setup
        self._clock = clock
        self._swept: dict[str, int] = {}

    def take(
        self, workspace_id: str, asker: Asker, purpose: Purpose, prompt: Prompt
    ) -> Call | NotTaken:
        """The call may be made, and what it may cost at most counts from now on.

        Law: however many ask at once, no more is taken than the limits allow.
        Raises: RecordError.
        """
        now = self._clock()
        call = Call(new_id(now), workspace_id, purpose, prompt)
        row = ModelCallRow(
            call_id=call.call_id,
            person_id=asker.person_id,
            conversation_id=asker.conversation_id,
            message_seq=asker.seq,
            purpose=purpose.value,
            model=self._setup.endpoint.name,
            asked_at=now,
            tokens=prompt.most_tokens,
            spend_micro=self._setup.spend_micro(
                prompt.most_tokens - prompt.max_tokens, prompt.max_tokens
            ),
            prompt=msgspec.json.encode({"rules": prompt.rules, "data": prompt.data}),
        )
        with self._record.writing() as connection:
            use = ModelUse(connection, workspace_id)
            self._sweep(use, workspace_id, now)
            refused = use.take_call(row, self._setup.limits)
        return refused or call

    def settle(self, call: Call, usage: Usage, outcome: str, *, is_free: bool) -> int:
        """The call is over: it counts with what it really cost, where that is known.

        `is_free` where the endpoint never began. Returns its tokens. Raises: RecordError.
        """
        used = usage.tokens_in + usage.tokens_out
        is_known = used > 0 or is_free
        spend = self._setup.spend_micro(usage.tokens_in, usage.tokens_out)
        first_s = call.first_s
        with self._record.writing() as connection:
            ModelUse(connection, call.workspace_id).settle_call(
                call.call_id,
                tokens=used if is_known else None,
                spend_micro=spend if is_known else None,
                outcome=outcome,
                answer=mask_secrets(call.answer).text.encode(errors="replace"),
                first_ms=-1 if first_s is None else round(first_s * 1000),
                took_ms=round((time.perf_counter() - call.began_s) * 1000),
            )
        return used if is_known else call.prompt.most_tokens

    def _sweep(self, use: ModelUse, workspace_id: str, now: Instant) -> None:
        """Once a day, what is old is forgotten."""
        today = now // DAY_US
        if self._swept.get(workspace_id) != today:
            self._swept[workspace_id] = today
            use.delete_calls(Instant(now - KEPT_DAYS * DAY_US))
