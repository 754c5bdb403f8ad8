"""From a decision to speak to the browser it speaks to: told at once, or kept for the next page."""

from collections.abc import Sequence

import msgspec

from dangol.decide.playbook import Playbook
from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Offered, of_browser
from dangol.engine.chat.log import OPENING
from dangol.engine.chat.openings import Pending, openings_of
from dangol.engine.chat.visit import Visit, new_id
from dangol.engine.known import Spoken
from dangol.store.merges import read_ids_of
from dangol.store.rows import ConsentRow
from dangol.store.visitors import (
    OPENING_CHANNEL,
    OPENING_PURPOSE,
    OpeningRow,
    read_opening,
    write_refusal,
)
from dangol.terms.ids import WorkspaceId, shard_of

_encode = msgspec.json.Encoder().encode


class Openers:
    """Takes what is to be said from the writer's thread, and answers from browsers."""

    def __init__(self, floor: Floor, playbooks: Sequence[Playbook]) -> None:
        self._floor = floor
        self._openings = openings_of(playbooks)

    def take_spoken(self, workspace_id: WorkspaceId, spoken: Sequence[Spoken]) -> None:
        """What is said on the page waits for the browsers of its person; who is there knows it."""
        floor, now = self._floor, self._floor.clock()
        for decision, identifiers in spoken:
            key = decision.playbook, decision.playbook_version, decision.opening_id
            opening = self._openings.get(key)
            if opening is None:
                continue
            browsers = frozenset(name[2:] for name in identifiers if name.startswith("a:"))
            pending = Pending(
                decision.decision_id,
                workspace_id,
                decision.person_id,
                browsers,
                opening,
                decision.subject,
                decision.instant,
            )
            if floor.openings.add(pending, now):
                floor.counts.count_opening("offered")
                for browser in browsers:
                    floor.hub.tell(of_browser(workspace_id, browser), Offered(pending.decision_id))

    def waiting_for(self, visit: Visit) -> Pending | None:
        """The opening that this browser has not shown yet, if it may have one now."""
        floor, now = self._floor, self._floor.clock()
        workspace_id, anonymous_id = visit.workspace_id, visit.anonymous_id
        if floor.presence.is_refusing(workspace_id, anonymous_id):
            return None
        if floor.presence.is_talking(workspace_id, ("a:" + anonymous_id,), now):
            return None
        return floor.openings.waiting_for(workspace_id, anonymous_id, now)

    def recall(self, workspace_id: str, anonymous_id: str, decision_id: str) -> bool:
        """An opening that another process has decided waits for that browser here; whether it may.

        Raises: RecordError.
        """
        with self._floor.record.reading() as connection:
            row = read_opening(connection, workspace_id, decision_id)
        pending = self._pending(row, workspace_id, anonymous_id, decision_id)
        if pending is None:
            return False
        self._floor.openings.add(pending, self._floor.clock())
        return True

    def find(self, visit: Visit, decision_id: str) -> Pending | None:
        """That opening, if it was for this visitor: from memory, or after a start from the record.

        Raises: RecordError.
        """
        floor, workspace_id = self._floor, visit.workspace_id
        known = floor.openings.find(workspace_id, visit.anonymous_id, decision_id)
        if known is not None:
            return known
        with floor.record.reading() as connection:
            row = read_opening(connection, workspace_id, decision_id)
            ids = read_ids_of(connection, workspace_id, visit.person_id)
        if row is None or row.person_id not in ids:
            return None
        return self._pending(row, workspace_id, visit.anonymous_id, decision_id)

    def _pending(
        self, row: OpeningRow | None, workspace_id: str, anonymous_id: str, decision_id: str
    ) -> Pending | None:
        """The opening of that row, if a playbook still has it."""
        if row is None:
            return None
        opening = self._openings.get((row.playbook, row.playbook_version, row.opening_id))
        if opening is None:
            return None
        return Pending(
            decision_id,
            workspace_id,
            row.person_id,
            frozenset([anonymous_id]),
            opening,
            row.subject,
            row.decided_at,
        )

    def note(self, visit: Visit, decision_id: str, what: str) -> None:
        """The browser did that with the opening: shown, opened, dismissed or never.

        Raises: RecordError.
        """
        floor, workspace_id = self._floor, visit.workspace_id
        pending = self.find(visit, decision_id)
        if pending is None:
            return
        now = floor.clock()
        if what in pending.noted:
            return
        pending.noted |= {what}
        if not pending.seen_at:
            pending.seen_at = now
        if what in ("dismissed", "never"):
            pending.is_over = True
        if what == "never" and not floor.presence.is_refusing(workspace_id, visit.anonymous_id):
            self._refuse(visit, decision_id)
        floor.counts.count_opening(what)
        floor.log.note(
            workspace_id,
            OPENING[what],
            f"{decision_id}:{what}",
            anonymous_id=visit.anonymous_id,
            user_id=visit.user_id,
            at=now,
            properties={"decision_id": decision_id},
        )

    def _refuse(self, visit: Visit, decision_id: str) -> None:
        """This browser gets no opening again, and the record says so."""
        floor, now = self._floor, self._floor.clock()
        evidence = {"anonymousId": visit.anonymous_id, "decisionId": decision_id, "url": visit.url}
        consent = ConsentRow(
            consent_id=new_id(now),
            shard=shard_of(visit.person_id),
            person_id=visit.person_id,
            channel=OPENING_CHANNEL,
            purpose=OPENING_PURPOSE,
            text_version="",
            evidence=_encode(evidence),
            is_given=False,
            happened_at=now,
            recorded_at=now,
        )
        with floor.record.writing() as connection:
            write_refusal(connection, visit.workspace_id, consent)
        floor.presence.refuse(visit.workspace_id, visit.anonymous_id)
