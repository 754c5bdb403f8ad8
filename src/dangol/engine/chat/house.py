"""The parts of the chat, put together."""

from collections.abc import Callable, Sequence

from dangol.decide.playbook import Playbook
from dangol.engine.chat.agent import Agent
from dangol.engine.chat.chat import Chat
from dangol.engine.chat.floor import Counts, Floor, NoCounts
from dangol.engine.chat.log import ChatLog
from dangol.engine.chat.model_ledger import ModelSetup
from dangol.engine.chat.presence import Presence
from dangol.engine.chat.wording import TakeTurn, Wording
from dangol.engine.chat.worlds import DetailsOf, Worlds
from dangol.engine.live import Live
from dangol.engine.path import rules_of_playbooks
from dangol.engine.playbooks import all_recipes
from dangol.engine.sales.calendars import Calendars
from dangol.speak.knowledge.embedder import Embedder
from dangol.store.record import Record
from dangol.terms.instants import Instant


def open_chat(
    record: Record,
    live: Live,
    *,
    clock: Callable[[], Instant],
    presence: Presence | None = None,
    playbooks: Sequence[Playbook] | None = None,
    counts: Counts | None = None,
    take_turn: TakeTurn | None = None,
    embedder: Embedder | None = None,
    details_of: DetailsOf | None = None,
    model: ModelSetup | None = None,
    home_url: str = "",
    allowed_hosts: frozenset[str] = frozenset(),
    bookings_per_network: int = 0,
) -> Chat:
    """The conversations of a record; `start` and `close` it.

    `presence` is what `live` asks for standings; `take_turn` is the agent's turn unless another is
    given. With a `model` replies are said in its words, where the guard lets them. `home_url` is
    where browsers find this server; calendars at `allowed_hosts` are read though they are no
    public address.
    """
    if take_turn is None:
        from dangol.speak.turn import take_turn as turn

        take_turn = turn
    playbooks = all_recipes() if playbooks is None else tuple(playbooks)
    floor = Floor(
        record,
        ChatLog(live),
        clock,
        presence=presence or Presence(),
        counts=counts or NoCounts(),
        home_url=home_url,
        calendars=Calendars(record, clock, allowed_hosts=allowed_hosts),
        bookings_per_network=bookings_per_network,
    )
    worlds = Worlds(record, embedder=embedder, details_of=details_of)
    rules = rules_of_playbooks(playbooks)
    wording = Wording(floor, model) if model is not None else None
    return Chat(floor, Agent(floor, worlds, rules, take_turn, wording), playbooks)
