"""What a decision is made from, and what it is: values, with everything they need inside."""

from datetime import datetime, time
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec

from dangol.listen.people import Person
from dangol.listen.session import Signal
from dangol.terms.hours import OpeningHours
from dangol.terms.ids import DecisionId, PersonId, WorkspaceId, uuid7
from dangol.terms.instants import HOUR_US, Instant
from dangol.terms.languages import Language


class Silence(StrEnum):
    """Why nothing is said; every member has its sentence."""

    NOT_IN_AUDIENCE = "not_in_audience"
    """The playbook is not for this person or this cart."""
    ORDERED_JUST_NOW = "ordered_just_now"
    """The person has just bought."""
    TOO_LATE = "too_late"
    """The moment has passed: its events arrived late, as in an import of past ones."""
    AWAY = "away"
    """The page was left or hidden: nobody would see a word on it."""
    STAFF = "staff"
    """The person works here."""
    BOT = "bot"
    """No person: a crawler or a test browser."""
    NO_CONSENT = "no_consent"
    """The channel needs a consent that this person has not given."""
    QUIET_HOURS = "quiet_hours"
    """The law or the person keeps this channel quiet at this hour."""
    PLAYBOOK_CAP = "playbook_cap"
    """This playbook has spoken to this person often enough."""
    COOLDOWN = "cooldown"
    """This playbook spoke to this person too short a while ago."""
    FATIGUE = "fatigue"
    """All playbooks together have spoken to this person often enough."""
    IN_CONVERSATION = "in_conversation"
    """A conversation is open: whoever is being helped is not interrupted."""
    OUTSIDE_WORKING_HOURS = "outside_working_hours"
    """A colleague is needed, and nobody is at work."""
    NOT_WORTH_IT = "not_worth_it"
    """What speaking is expected to earn is less than what it costs."""


class Verdict(StrEnum):
    """What became of an opportunity."""

    SPEAK = "speak"
    HOLD = "hold"
    SILENT = "silent"


SPEAK, HOLD, SILENT = Verdict
"""As names of their own: to look at a member of an enum takes 2% of a decision's time."""


class Fatigue(msgspec.Struct, frozen=True):
    """How often all playbooks together may speak to one person."""

    per_session: int = 2
    per_day: int = 3
    per_week: int = 6


class WorkingHours(msgspec.Struct, frozen=True):
    """When a colleague is there, in the workspace's zone. Monday is 0."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(9)
    closes: time = time(18)
    said: OpeningHours | None = None
    """What the merchant has said, day by day; it goes before the rest."""

    def is_open(self, moment: datetime) -> bool:
        """Somebody is there at that moment of the workspace's zone."""
        if self.said is None:
            return moment.weekday() in self.days and self.opens <= moment.time() < self.closes
        minute = moment.hour * 60 + moment.minute
        return any(start <= minute < end for start, end in self.said.spans_on(moment.date()))


class Policy(msgspec.Struct, frozen=True):
    """What a workspace has laid down for all its playbooks."""

    workspace_id: WorkspaceId
    zone: ZoneInfo
    currency: str
    languages: tuple[Language, ...]
    salt: str
    average_order_minor: int = 50_000
    """What an order is taken to be worth where the person's cart or view does not say."""
    margin_ratio: float = 0.3
    """The margin of an order as a share of its value, where products do not say."""
    global_holdout_ratio: float = 0.0
    fatigue: Fatigue = Fatigue()
    ordered_just_now_us: int = 24 * HOUR_US
    working_hours: WorkingHours = WorkingHours()


class Opportunity(msgspec.Struct, frozen=True, gc=False):
    """A signal that matches a playbook's trigger, with the person as at that instant."""

    person: Person
    signal: Signal
    now: Instant
    """The clock when it is decided, live or virtual."""
    consents: frozenset[str] = frozenset()
    """Channels that this person has agreed to be written to on."""
    is_in_conversation: bool = False
    refuses: frozenset[str] = frozenset()
    """Channels on which this person has said to want nothing."""

    @property
    def instant(self) -> Instant:
        """When the signal was said."""
        return self.signal.instant


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What became of an opportunity, and all that is needed to check it. Never changed."""

    workspace_id: WorkspaceId
    person_id: PersonId
    assignment_key: str
    playbook: str
    playbook_version: int
    model_version: str
    signal: str
    subject: str
    instant: Instant
    verdict: Verdict
    reason: str
    """A `Silence` where the verdict is silent; the experiment where it is hold."""
    steps: tuple[str, ...]
    """The steps taken, in order; the last one ended it."""
    arms: dict[str, float]
    """Every arm's probability at this moment; they add up to one."""
    opening_id: str
    """What was said, or would have been."""
    salt: str
    features: tuple[float, ...]
    """As `decide.features` gives them; empty where a step before worth ended it."""
    value_minor: int
    """The order that is at stake."""
    worth_minor: float
    """Expected incremental margin less offer, message and annoyance."""
    cost_minor: float
    """Expected cost of speaking: message and offer."""
    would_buy: float
    """Probability of the goal without us."""
    is_exploration: bool

    @property
    def decision_id(self) -> DecisionId:
        """A UUIDv7 of the instant; its random bits are a hash of what makes the decision one."""
        words = (self.workspace_id, self.person_id, self.playbook, self.signal, self.subject)
        text = "\0".join((*words, str(self.instant)))
        chance = int.from_bytes(sha256(text.encode()).digest()[:10])
        return DecisionId(str(uuid7(self.instant, chance)))
