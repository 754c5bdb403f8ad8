"""What `/metrics` says: counts by closed sets of words, never by ids or anything personal."""

from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from dangol.decide.opportunity import Decision
from dangol.engine.chat.model_ledger import Purpose
from dangol.engine.chat.wording import OUTCOMES
from dangol.engine.sales.delivery import Kind
from dangol.listen.outcomes import Outcome, Reason, Tally
from dangol.speak.sales.known import Unkept
from dangol.terms.ids import WorkspaceId

UNAVAILABLE = "record_unavailable"
"""The reason beside `outcome.Reason`: the record could not be written, the sender may try again."""
CONTENT_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_SIZES = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)


class Meter:
    """The counters of one server, on a registry of its own.

    Law: received = stored + duplicate + quarantined + rejected, at every moment it is read; all of
    a request is counted at once, when it is answered.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._received = Counter(
            "dangol_events_received",
            "Events that came in and were answered.",
            registry=self.registry,
        )
        ended = Counter(
            "dangol_events",
            "Events by how they ended; the four add up to those received.",
            ["outcome"],
            registry=self.registry,
        )
        self._ended = {outcome: ended.labels(outcome.value) for outcome in Outcome}
        self._reasons = Counter(
            "dangol_events_refused",
            "Quarantined and rejected events by reason.",
            ["reason"],
            registry=self.registry,
        )
        for reason in (*Reason, UNAVAILABLE):
            self._reasons.labels(str(reason))
        self._decisions = Counter(
            "dangol_decisions",
            "Decisions by verdict.",
            ["verdict"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "dangol_request_seconds",
            "Time from the request's head to the answer's.",
            ["route", "status"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._groups = Histogram(
            "dangol_group_events",
            "Events that one commit made durable.",
            registry=self.registry,
            buckets=_SIZES,
        )
        self._ticks_failed = Counter(
            "dangol_ticks_failed",
            "Times that the timers could not be looked at.",
            registry=self.registry,
        )
        self._wakeups_lost = Counter(
            "dangol_wakeups_lost",
            "Wake-ups that could not be published; the record has their decisions.",
            registry=self.registry,
        )

        self._chat_words_lost = Counter(
            "dangol_chat_words_lost",
            "What other servers' listeners were to be told and were not; the record has it.",
            registry=self.registry,
        )
        self._lines = Gauge(
            "dangol_chat_lines",
            "Sockets and requests of visitors that are open.",
            registry=self.registry,
        )
        self._connections = Counter(
            "dangol_chat_connections",
            "Times that a visitor came in, by the way they came.",
            ["way"],
            registry=self.registry,
        )
        self._messages = Counter(
            "dangol_chat_messages",
            "Messages that were stored, by who said them.",
            ["sender"],
            registry=self.registry,
        )
        self._turns = Histogram(
            "dangol_chat_turn_seconds",
            "Time from the turn's beginning to its stored reply, by what the reply did first.",
            ["skill"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._openings = Counter(
            "dangol_chat_openings",
            "Openings, by what became of them.",
            ["what"],
            registry=self.registry,
        )
        self._blocked = Counter(
            "dangol_chat_claims_blocked",
            "Claims that the guard kept back, because no fact bore them out.",
            registry=self.registry,
        )
        asked = Counter(
            "dangol_model_calls",
            "Times that a language model was or was not asked, by what for and what came of it.",
            ["purpose", "outcome"],
            registry=self.registry,
        )
        self._asked = {
            (purpose, outcome): asked.labels(purpose.value, str(outcome))
            for purpose in Purpose
            for outcome in OUTCOMES
        }
        proposed = Counter(
            "dangol_model_proposals",
            "Words of buyers that a language model pointed at: kept, or why they were not.",
            ["outcome"],
            registry=self.registry,
        )
        self._kept = proposed.labels("kept")
        self._unkept = {why: proposed.labels(why.value) for why in Unkept}
        self._tokens = Counter(
            "dangol_model_tokens",
            "Tokens that a language model has cost, or may have.",
            registry=self.registry,
        )
        self._first = Histogram(
            "dangol_model_first_seconds",
            "Time from asking a model to the first words that a visitor sees.",
            registry=self.registry,
            buckets=_SECONDS,
        )
        delivered = Counter(
            "dangol_deliveries",
            "Attempts to bring something to another system, by its kind and what came of it.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self._delivered = {
            (kind.value, outcome): delivered.labels(kind.value, outcome)
            for kind in Kind
            for outcome in ("sent", "failed", "dead")
        }
        self._dropped = Counter(
            "dangol_chat_replies_dropped",
            "Replies that came after a person had taken the word.",
            registry=self.registry,
        )

    # conversations

    def count_lost_chat_word(self) -> None:
        """Something could not be told to the other servers."""
        self._chat_words_lost.inc()

    def count_connection(self, way: str) -> None:
        """A visitor came in by `socket` or `plain`."""
        self._connections.labels(way).inc()
        self._lines.inc()

    def count_disconnection(self) -> None:
        """A visitor's line has ended."""
        self._lines.dec()

    def count_message(self, sender: str) -> None:
        """A message was stored."""
        self._messages.labels(sender).inc()

    def count_turn(self, skill: str, seconds: float) -> None:
        """A turn was taken."""
        self._turns.labels(skill).observe(seconds)

    def count_opening(self, what: str) -> None:
        """An opening was offered, shown, opened, answered, dismissed or refused for good."""
        self._openings.labels(what).inc()

    def count_blocked(self, claims: int) -> None:
        """The guard kept so many claims back."""
        self._blocked.inc(claims)

    def count_dropped_reply(self) -> None:
        """A reply came too late: a person had the word."""
        self._dropped.inc()

    def count_model(self, purpose: str, outcome: str, tokens: int, first_s: float | None) -> None:
        """A model was asked, or was not, and this became of it."""
        self._asked[Purpose(purpose), outcome].inc()
        self._tokens.inc(tokens)
        if first_s is not None:
            self._first.observe(first_s)

    def count_proposals(self, kept: int, unkept: Sequence[Unkept]) -> None:
        """A model pointed at words: so many told something, the others did not."""
        self._kept.inc(kept)
        for why in unkept:
            self._unkept[why].inc()

    def count_delivery(self, kind: str, outcome: str) -> None:
        """Something was `sent`; or it `failed` and waits; or it is `dead` until it is replayed."""
        self._delivered[kind, outcome].inc()

    # events

    def count_calls(self, received: int, tally: Tally, reasons: Mapping[str, int]) -> None:
        """One request's calls have ended so."""
        self._received.inc(received)
        self._ended[Outcome.STORED].inc(tally.stored)
        self._ended[Outcome.DUPLICATE].inc(tally.duplicate)
        self._ended[Outcome.QUARANTINED].inc(tally.quarantined)
        self._ended[Outcome.REJECTED].inc(tally.rejected)
        for reason, times in reasons.items():
            self._reasons.labels(reason).inc(times)

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """One request was answered. `route` is a path template of ours."""
        self._seconds.labels(route, str(status)).observe(seconds)

    def count_group(self, events: int) -> None:
        """One commit made so many events durable."""
        self._groups.observe(events)

    def count_decisions(self, _workspace_id: WorkspaceId, decisions: Sequence[Decision]) -> None:
        """Decisions were committed."""
        for decision in decisions:
            self._decisions.labels(decision.verdict.value).inc()

    def count_failed_tick(self) -> None:
        """The timers could not be looked at; the next second tries again."""
        self._ticks_failed.inc()

    def count_lost_wakeup(self) -> None:
        """A wake-up could not be published."""
        self._wakeups_lost.inc()

    def render(self) -> bytes:
        """The figures in Prometheus' text format."""
        return generate_latest(self.registry)
