"""Live: one writer thread that takes arrivals in groups and commits each group once.

The commit is the largest cost of ingestion, so whatever has queued up while one group was being
written becomes the next group. An arrival's future resolves after its commit, never before: an
acknowledged event is on disk.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread

from dangol.decide.intent_prior import prior_intent
from dangol.decide.opportunity import Decision, Policy, WorkingHours
from dangol.decide.playbook import Playbook
from dangol.engine.group import Arrival, CallOutcome, Outcomes, take_arrivals, tick_people
from dangol.engine.known import Decided, Spoken
from dangol.engine.path import DecisionPath, Standing
from dangol.engine.playbooks import all_recipes, playbooks_on
from dangol.listen.people import Person
from dangol.store.record import Record, Workspace
from dangol.store.setups import read_setup_stamp
from dangol.terms.errors import SettingError
from dangol.terms.hours import parse_hours
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import SECOND_US, Instant, access_zone

__all__ = ["Arrival", "CallOutcome", "Live", "Outcomes", "policy_of"]

GROUP_CALLS = 5_000
"""A group is closed at this many calls, so that the first in it do not wait for ever."""
DUE_LIMIT = 1_000
LOOK_US = 10 * SECOND_US
"""How often it is looked whether a workspace sells to businesses now, or no longer."""
_log = logging.getLogger(__name__)

OnDecisions = Callable[[WorkspaceId, Sequence[Decision]], None]
"""Told, after the commit, what was decided. What it raises is logged, and undoes nothing."""

OnSpoken = Callable[[WorkspaceId, Sequence[Spoken]], None]
"""Told, after the commit, what is to be said to whom; the writer waits until it returns."""

StandingOf = Callable[[WorkspaceId, Person, Instant], Standing]
"""Asked, for each opportunity, how the person stands: whether they are being helped already."""

_Job = tuple[Arrival, Future[Outcomes]] | Future[int] | None


class UnknownWorkspaceError(SettingError):
    """An arrival for a workspace that the record does not hold."""

    code = "workspace.unknown"

    def __init__(self, workspace_id: str) -> None:
        super().__init__(
            f"there is no workspace {workspace_id!r}", hint="list them: dangol workspace list"
        )


class Live:
    """The engine behind a server. Safe to call from any thread; `close` when done."""

    def __init__(
        self,
        record: Record,
        *,
        clock: Callable[[], Instant],
        playbooks: Sequence[Playbook] | None = None,
        on_decisions: OnDecisions | None = None,
        on_spoken: OnSpoken | None = None,
        on_group: Callable[[int], None] | None = None,
        standing_of: StandingOf | None = None,
    ) -> None:
        self._record = record
        self._clock = clock
        self._playbooks = all_recipes() if playbooks is None else tuple(playbooks)
        self._on_decisions = on_decisions
        self._on_spoken = on_spoken
        self._on_group = on_group
        self._standing_of = standing_of
        self._paths: dict[WorkspaceId, DecisionPath] = {}
        self._looked_at = Instant(0)
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._thread = Thread(target=self._work, name="dangol-writer", daemon=True)
        self._thread.start()

    def submit(self, arrival: Arrival) -> Future[Outcomes]:
        """The arrival will be in one of the next groups; the future resolves after its commit.

        Raises (from the future): RecordError where the record could not be written; nothing of
        the group is stored then, and the sender may try again.
        """
        future: Future[Outcomes] = Future()
        self._jobs.put((arrival, future))
        return future

    def tick(self) -> int:
        """Timers due by the clock have gone off; returns for how many people.

        Raises: RecordError.
        """
        future: Future[int] = Future()
        self._jobs.put(future)
        return future.result()

    def close(self) -> None:
        """Everything submitted is committed and answered, and the writer has ended."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        is_open = True
        while is_open:
            group: list[tuple[Arrival, Future[Outcomes]]] = []
            ticks: list[Future[int]] = []
            calls = 0
            job = self._jobs.get()
            while True:
                if job is None:
                    is_open = False
                elif isinstance(job, Future):
                    ticks.append(job)
                else:
                    group.append(job)
                    calls += len(job[0].calls)
                if not is_open or calls >= GROUP_CALLS:
                    break
                try:
                    job = self._jobs.get_nowait()
                except Empty:
                    break
            for workspace_id in dict.fromkeys(arrival.workspace_id for arrival, _ in group):
                self._commit([job for job in group if job[0].workspace_id == workspace_id])
            for future in ticks:
                self._resolve_tick(future)

    def _commit(self, group: list[tuple[Arrival, Future[Outcomes]]]) -> None:
        arrivals = [arrival for arrival, _ in group]
        try:
            outcomes = self._store(arrivals)
        except Exception as fault:
            if len(group) == 1:
                group[0][1].set_exception(fault)
            else:  # one arrival must not take the others with it
                for job in group:
                    self._commit([job])
            return
        for (_, future), outcome in zip(group, outcomes, strict=True):
            future.set_result(outcome)

    def _store(self, arrivals: Sequence[Arrival]) -> list[Outcomes]:
        workspace_id = arrivals[0].workspace_id
        path = self._path(workspace_id)
        now = self._clock()
        with self._record.transaction(workspace_id) as unit:
            outcomes, decided = take_arrivals(unit, path, arrivals, now)
            unit.write_tally(_counts(outcomes))
        self._tell_decided(workspace_id, decided)
        self._tell(self._on_group, sum(len(arrival.calls) for arrival in arrivals))
        return outcomes

    def _resolve_tick(self, future: Future[int]) -> None:
        try:
            now = self._clock()
            if not 0 <= now - self._looked_at < LOOK_US:
                self._look_again(now)
            due = self._record.read_next_due().items()
            future.set_result(sum(self._tick(one, now) for one, due_at in due if due_at <= now))
        except Exception as fault:
            future.set_exception(fault)

    def _tick(self, workspace_id: WorkspaceId, now: Instant) -> int:
        path = self._path(workspace_id)
        with self._record.transaction(workspace_id) as unit:
            due = unit.read_due(now, DUE_LIMIT)
            decided = tick_people(unit, path, due, now)
        self._tell_decided(workspace_id, decided)
        return len(due[0])

    def _tell_decided(self, workspace_id: WorkspaceId, decided: Decided) -> None:
        if decided.spoken:
            self._tell(self._on_spoken, workspace_id, decided.spoken)
        if decided.decisions:
            self._tell(self._on_decisions, workspace_id, decided.decisions)

    def _tell(self, told: Callable[..., None] | None, *what: object) -> None:
        """Whoever wants to know of a commit knows; if they fail at it, it stays committed."""
        if told is not None:
            try:
                told(*what)
            except Exception:
                _log.exception("what is committed could not be told")

    def _path(self, workspace_id: WorkspaceId) -> DecisionPath:
        path = self._paths.get(workspace_id)
        if path is None:
            workspace = self._record.read_workspace(workspace_id)
            if workspace is None:
                raise UnknownWorkspaceError(workspace_id)
            standing_of = None
            if self._standing_of is not None:
                standing_of = partial(self._standing_of, workspace_id)
            path = DecisionPath(
                policy_of(workspace),
                self._playbooks_of(workspace_id),
                prior_intent,
                standing_of=standing_of,
            )
            self._paths[workspace_id] = path
        return path

    def _playbooks_of(self, workspace_id: WorkspaceId) -> tuple[Playbook, ...]:
        """Those that are on there, by whether it has a set-up."""
        if all(playbook.motion == "shop" for playbook in self._playbooks):
            return self._playbooks
        with self._record.reading() as connection:
            stamp = read_setup_stamp(connection, workspace_id)
        return playbooks_on(self._playbooks, is_selling=stamp.files > 0)

    def _look_again(self, now: Instant) -> None:
        """A workspace that was given a set-up, or lost it, is decided for by other playbooks."""
        self._looked_at = now
        for workspace_id, path in list(self._paths.items()):
            if path.playbooks != self._playbooks_of(workspace_id):
                del self._paths[workspace_id]


def _counts(outcomes: Sequence[Outcomes]) -> Counter[tuple[str, str]]:
    """Calls by outcome and reason."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in outcomes:
        counts["stored", ""] += one.tally.stored
        counts["duplicate", ""] += one.tally.duplicate
        if one.tally.quarantined or one.tally.rejected:
            refused = (call for call in one.calls if call.reason)
            counts.update((call.outcome.value, call.reason) for call in refused)
    return counts


def policy_of(workspace: Workspace) -> Policy:
    """What the workspace has laid down, as decisions need it."""
    return Policy(
        workspace_id=workspace.workspace_id,
        zone=access_zone(workspace.zone),
        currency=workspace.currency,
        languages=workspace.languages,
        salt=workspace.salt,
        average_order_minor=workspace.average_order_minor,
        margin_ratio=workspace.margin_ratio,
        global_holdout_ratio=workspace.global_holdout_ratio,
        working_hours=WorkingHours(said=parse_hours(workspace.hours) if workspace.hours else None),
    )
