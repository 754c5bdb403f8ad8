"""The ledger of offers: what may be given, what was given to whom, what was used.

Issuing looks at the ledger and adds to it while it holds the workspace's offers: so of any number
of claims at once, no more is given than the rule allows. The pure policy decides what is worth
giving; this refuses whatever the ledger no longer allows, whoever asks.

    same key again: the code it had; else a reason of `NotIssuedReason`, in its order
"""

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from dangol.store import schema, schema_chat
from dangol.store.holding import hold, storable
from dangol.store.merges import read_ids_of
from dangol.store.offer_rows import (
    Issued,
    NotIssued,
    NotIssuedReason,
    NotRedeemed,
    NotRedeemedReason,
    OfferCodeRow,
    OfferLedgerRow,
    OfferRuleRow,
    Redeemed,
)
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant, access_zone, day_of

_RULES = schema_chat.offer_rules
_CODES = schema_chat.offer_codes
_RULE = tuple(_RULES.c[name] for name in OfferRuleRow._fields)
_CODE = tuple(_CODES.c[name] for name in OfferCodeRow._fields)


class Offers:
    """The rules and the ledger of one workspace, on a connection that reads or writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    # rules

    def write_rule(self, rule: OfferRuleRow) -> None:
        """The rule is so from now on; codes that were given stay as they are."""
        hold(self._connection, "offers", self._workspace_id)
        values = rule._asdict()
        that = (_RULES.c.workspace_id == self._workspace_id) & (_RULES.c.rule_id == rule.rule_id)
        done = self._connection.execute(update(_RULES).where(that).values(values))
        if not done.rowcount:
            owned = {"workspace_id": self._workspace_id}
            self._connection.execute(insert(_RULES), values | owned)

    def read_rules(self) -> list[OfferRuleRow]:
        """All rules of the workspace, by id."""
        query = select(*_RULE).where(_RULES.c.workspace_id == self._workspace_id)
        rows = self._connection.execute(query.order_by(_RULES.c.rule_id))
        return [_rule(OfferRuleRow(*row)) for row in rows]

    def read_rule(self, rule_id: str) -> OfferRuleRow | None:
        """The rule of that id."""
        that = (_RULES.c.workspace_id == self._workspace_id) & (_RULES.c.rule_id == rule_id)
        row = self._connection.execute(select(*_RULE).where(that)).first()
        return None if row is None else _rule(OfferRuleRow(*row))

    # codes

    def read_ledger(self, rule_id: str, person_id: str, now: Instant) -> OfferLedgerRow:
        """How much of the rule is given, and what the person has and holds."""
        mine = [code for code in self.read_codes_of(person_id) if not code.released_at]
        return OfferLedgerRow(
            self._given_minor(rule_id, self._today(now)),
            self._given(rule_id),
            sum(code.rule_id == rule_id for code in mine),
            sum(not code.redeemed_at and now < code.expires_at for code in mine),
        )

    def read_codes_of(self, person_id: str) -> list[OfferCodeRow]:
        """All that the person was given under any id they ever had, the newest first."""
        ids = sorted(read_ids_of(self._connection, self._workspace_id, person_id))
        query = (
            select(*_CODE)
            .where(_CODES.c.workspace_id == self._workspace_id, _CODES.c.person_id.in_(ids))
            .order_by(_CODES.c.issued_at.desc(), _CODES.c.offer_id.desc())
        )
        return [OfferCodeRow(*row) for row in self._connection.execute(query)]

    def find_code(self, code_hash: str) -> OfferCodeRow | None:
        """The code of that hash, whatever became of it."""
        return self._code(_CODES.c.code_hash == storable(code_hash))

    def issue_code(
        self,
        offer_id: str,
        code_hash: str,
        *,
        rule_id: str,
        person_id: str,
        conversation_id: str,
        idempotency_key: str,
        value_minor: int,
        now: Instant,
        expires_at: Instant,
    ) -> Issued | NotIssued:
        """The person is given a code under that rule, if the ledger allows it.

        Laws: one key is one code, whatever it is asked with later; however many ask at once, what
        is given of a rule stays within its ceiling, its day's budget and its number of codes, and
        within once for a person under all of their ids.
        """
        hold(self._connection, "offers", self._workspace_id)
        key = storable(idempotency_key)
        ids = read_ids_of(self._connection, self._workspace_id, person_id)
        earlier = self._code(_CODES.c.idempotency_key == key)
        if earlier is not None:
            if earlier.rule_id != rule_id or earlier.person_id not in ids:
                return NotIssued(NotIssuedReason.KEY_OF_ANOTHER)
            return Issued(earlier, is_new=False)
        rule = self.read_rule(rule_id)
        if rule is None:
            return NotIssued(NotIssuedReason.UNKNOWN_RULE)
        refused = self._refused(rule, person_id, value_minor, now)
        if refused is not None:
            return NotIssued(refused)
        is_taken = (_CODES.c.offer_id == offer_id) | (_CODES.c.code_hash == code_hash)
        if self._code(is_taken) is not None:
            return NotIssued(NotIssuedReason.CODE_TAKEN)
        code = OfferCodeRow(
            offer_id=offer_id,
            code_hash=code_hash,
            rule_id=rule_id,
            person_id=person_id,
            conversation_id=conversation_id,
            idempotency_key=key,
            value_minor=value_minor,
            issued_at=now,
            issued_on=self._today(now),
            expires_at=expires_at,
            released_at=Instant(0),
            redeemed_at=Instant(0),
            order_id="",
        )
        owned = {"workspace_id": self._workspace_id, "shard": shard_of(person_id)}
        self._connection.execute(insert(_CODES), code._asdict() | owned)
        return Issued(code, is_new=True)

    def redeem_code(
        self, code_hash: str, *, order_id: str, now: Instant, person_id: str | None = None
    ) -> Redeemed | NotRedeemed:
        """The code is used for that order, once; the same order again changes nothing.

        `now` is when the order was made. With a `person_id`, only for whom it was given to.
        """
        hold(self._connection, "offers", self._workspace_id)
        code, order_id = self.find_code(code_hash), storable(order_id)
        if code is None:
            return NotRedeemed(NotRedeemedReason.UNKNOWN, None)
        if person_id is not None:
            ids = read_ids_of(self._connection, self._workspace_id, person_id)
            if code.person_id not in ids:
                return NotRedeemed(NotRedeemedReason.OF_ANOTHER, code)
        if code.redeemed_at:
            if code.order_id == order_id:
                return Redeemed(code, is_new=False)
            return NotRedeemed(NotRedeemedReason.USED, code)
        if code.released_at:
            return NotRedeemed(NotRedeemedReason.RELEASED, code)
        if now >= code.expires_at:
            return NotRedeemed(NotRedeemedReason.EXPIRED, code)
        after = code._replace(redeemed_at=now, order_id=order_id)
        self._write(after)
        return Redeemed(after, is_new=True)

    def release_code(self, offer_id: str, *, now: Instant) -> bool:
        """The code can no longer be used, and counts for nothing; False if it was used already.

        For what was never shown: a guard dropped it, or the visitor said no.
        """
        hold(self._connection, "offers", self._workspace_id)
        code = self._code(_CODES.c.offer_id == offer_id)
        if code is None or code.redeemed_at:
            return False
        if not code.released_at:
            self._write(code._replace(released_at=now))
        return True

    # what the ledger says

    def _refused(
        self, rule: OfferRuleRow, person_id: str, value_minor: int, now: Instant
    ) -> NotIssuedReason | None:
        ledger = self.read_ledger(rule.rule_id, person_id, now)
        ceiling = value_minor if rule.ceiling_minor is None else rule.ceiling_minor
        budget = rule.budget_minor_per_day
        reasons = {
            NotIssuedReason.INACTIVE: not rule.is_active,
            NotIssuedReason.ABOVE_CEILING: not 0 <= value_minor <= ceiling,
            NotIssuedReason.ONCE_PER_PERSON: rule.is_once_per_person and ledger.given_to_person > 0,
            NotIssuedReason.STACKED: ledger.open_codes > 0,
            NotIssuedReason.NONE_LEFT: 0 < rule.codes_limit <= ledger.given,
            NotIssuedReason.BUDGET: budget == 0 or ledger.given_minor_today + value_minor > budget,
        }
        return next((reason for reason, holds in reasons.items() if holds), None)

    def _given(self, rule_id: str) -> int:
        query = select(func.count()).where(self._counts(rule_id))
        return self._connection.execute(query).scalar_one()

    def _given_minor(self, rule_id: str, today: str) -> int:
        value = func.coalesce(func.sum(_CODES.c.value_minor), 0)
        query = select(value).where(self._counts(rule_id), _CODES.c.issued_on == today)
        return int(self._connection.execute(query).scalar_one())

    def _counts(self, rule_id: str) -> ColumnElement[bool]:
        is_ours = (_CODES.c.workspace_id == self._workspace_id) & (_CODES.c.rule_id == rule_id)
        return is_ours & (_CODES.c.released_at == 0)

    def _today(self, now: Instant) -> str:
        table = schema.workspaces
        query = select(table.c.zone).where(table.c.workspace_id == self._workspace_id)
        day = day_of(now, access_zone(self._connection.execute(query).scalar_one()))
        return day.isoformat()

    def _code(self, condition: ColumnElement[bool]) -> OfferCodeRow | None:
        that = (_CODES.c.workspace_id == self._workspace_id) & condition
        row = self._connection.execute(select(*_CODE).where(that)).first()
        return None if row is None else OfferCodeRow(*row)

    def _write(self, code: OfferCodeRow) -> None:
        that = (_CODES.c.workspace_id == self._workspace_id) & (_CODES.c.offer_id == code.offer_id)
        values = {name: getattr(code, name) for name in ("released_at", "redeemed_at", "order_id")}
        self._connection.execute(update(_CODES).where(that).values(values))


def _rule(row: OfferRuleRow) -> OfferRuleRow:
    return row._replace(
        is_once_per_person=bool(row.is_once_per_person), is_active=bool(row.is_active)
    )
