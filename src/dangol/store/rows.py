"""Rows as the record holds them: what the engine writes and reads, free of any database.

Every row carries its workspace and shard; money is minor units with a currency; instants are UTC
microseconds. Personal fields (payload, traits, identifiers) are in the record only.
"""

from typing import NamedTuple

from dangol.terms.instants import Instant


class EventRow(NamedTuple):
    """One stored event. Its `message_id` is what repeats are told by, for 30 days."""

    shard: int
    message_id: str
    digest: int
    """Signed 64 bits."""
    call: str
    name: str
    user_id: str
    anonymous_id: str
    person_id: str
    """As it was at arrival; the identifiers say who it is now."""
    happened_at: Instant
    received_at: Instant
    payload: bytes
    """Canonical JSON."""
    is_vouched: bool = False
    """By a server key: without it nobody could rebuild who is who from the log."""


class QuarantineRow(NamedTuple):
    """A refused event with its bytes, to be replayed after a fix."""

    received_at: Instant
    source: str
    """`http /v1/batch` or a file's name and line."""
    reason: str
    detail: str
    message_id: str
    is_vouched: bool
    raw: bytes


class PersonRow(NamedTuple):
    """A person as the engine last left them."""

    person_id: str
    shard: int
    created_at: Instant
    due_at: Instant
    """When silence next says something; 0 for never."""
    state: bytes
    """Sessions, contacts and arms, as `engine.people_state` writes them."""


class IdentifierRow(NamedTuple):
    """Whom an identifier belongs to, and for an anonymous one by which link."""

    identifier: str
    """`a:`, `v:` or `c:` and the value."""
    person_id: str
    shard: int
    link_user: str
    """The user identifier of an anonymous id's best link; empty where there is none."""
    linked_at: Instant
    is_claimed: bool
    first_seen_at: Instant
    verified_at: Instant
    """When a server key or a signed token vouched for it; 0 for never."""


class MergeRow(NamedTuple):
    """That one person turned out to be another."""

    absorbed_id: str
    survivor_id: str
    shard: int
    merged_at: Instant


class DecisionRow(NamedTuple):
    """One decision, immutable."""

    decision_id: str
    shard: int
    person_id: str
    assignment_key: str
    playbook: str
    playbook_version: int
    model_version: str
    signal: str
    subject: str
    decided_at: Instant
    verdict: str
    reason: str
    opening_id: str
    salt: str
    value_minor: int
    cost_minor: float
    worth_minor: float
    currency: str
    would_buy: float
    is_exploration: bool
    steps: bytes
    """JSON list of the steps taken."""
    arms: bytes
    """JSON object of every arm's probability."""
    features: bytes
    """JSON list in the order of `decide.intent_prior.FEATURES`."""


class HeldRow(NamedTuple):
    """A quarantined event as the record keeps it: where it stands, and what became of it."""

    seq: int
    status: str
    """`new`; `stored` once a replay has taken it in; `replayed` where a replay refused it again."""
    attempts: int
    row: QuarantineRow


class TallyRow(NamedTuple):
    """How many calls of a workspace ended so, for that reason (empty for stored and duplicate)."""

    workspace_id: str
    outcome: str
    reason: str
    calls: int


class ConsentRow(NamedTuple):
    """That a person gave or withdrew a consent. Rows are added, never changed."""

    consent_id: str
    shard: int
    person_id: str
    channel: str
    """`email`, `sms`, `kakao`, `line`, …"""
    purpose: str
    text_version: str
    """Which wording the person saw."""
    evidence: bytes
    """JSON: where and how it was given."""
    is_given: bool
    """False for a withdrawal."""
    happened_at: Instant
    recorded_at: Instant


class AccountRow(NamedTuple):
    """A company, from `group` calls or an e-mail domain."""

    account_id: str
    domain: str
    name: str
    traits: bytes
    """JSON object."""
    created_at: Instant
    updated_at: Instant


class CompanyPersonRow(NamedTuple):
    """That a person of a company was there."""

    domain: str
    person_id: str
    is_vouched: bool
    shard: int
    last_at: Instant


class WorkspaceRow(NamedTuple):
    """One shop or company as the record keeps it."""

    workspace_id: str
    name: str
    zone: str
    currency: str
    languages: str
    """Tags with commas between, the first one first in line."""
    salt: str
    browser_key: str
    average_order_minor: int
    margin_ratio: float
    global_holdout_ratio: float
    created_at: Instant
    hours: str = ""
    """When people answer, as `terms.hours` reads it; empty where nobody has said."""
