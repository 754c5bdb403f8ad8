"""Whom a company's signed token names is known to the engine too, so that colleagues count.

A token comes with every page, and only the first of a browser and a day is told. A shop's customers
are nobody's colleagues: of them nothing is told.
"""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection

from dangol.engine.chat.log import ChatLog
from dangol.engine.chat.visit import Greeting
from dangol.listen.companies import domain_of_email
from dangol.store.setups import read_setup_stamp
from dangol.terms.instants import DAY_US, Instant

KEPT = 20_000
"""Browsers that are remembered; whoever is forgotten is told of once more."""


class Vouching:
    """Tells the engine whom tokens name. Safe from any thread."""

    def __init__(self, log: ChatLog) -> None:
        self._log = log
        self._told: OrderedDict[tuple[str, ...], Instant] = OrderedDict()
        self._lock = Lock()

    def tell(self, connection: Connection, greeting: Greeting, now: Instant) -> None:
        """The engine hears who that browser is, if the token says of which company.

        Raises: RecordError.
        """
        workspace_id, email = greeting.workspace.workspace_id, greeting.email
        if not (greeting.user_id and domain_of_email(email)):
            return
        who = (workspace_id, greeting.anonymous_id, greeting.user_id, email)
        if self._is_told(who, now) or not read_setup_stamp(connection, workspace_id).files:
            return
        with self._lock:
            self._told[who] = now
            self._told.move_to_end(who)
            if len(self._told) > KEPT:
                self._told.popitem(last=False)
        traits = {"email": email, **({"name": greeting.name} if greeting.name else {})}
        self._log.vouch(
            workspace_id,
            f"who:{now}:{greeting.anonymous_id}",
            anonymous_id=greeting.anonymous_id,
            user_id=greeting.user_id,
            at=now,
            traits=traits,
        )

    def _is_told(self, who: tuple[str, ...], now: Instant) -> bool:
        with self._lock:
            told_at = self._told.get(who)
        return told_at is not None and told_at > now - DAY_US
