"""Somebody asks for something off: the policy decides, the ledger notes, in one transaction."""

import hmac
from hashlib import sha256

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.known import Known
from dangol.engine.chat.visit import new_id
from dangol.speak.catalogue import Shop
from dangol.speak.offer_codes import code_for, hash_code
from dangol.speak.offers import (
    Granted,
    OfferCart,
    OfferKind,
    OfferLedger,
    OfferPerson,
    OfferRule,
    OfferRuleError,
    Refused,
    RefusedReason,
    decide_offer,
)
from dangol.speak.world import OfferAsk, OfferGiven
from dangol.store.offer_rows import Issued, NotIssuedReason, OfferCodeRow, OfferRuleRow
from dangol.store.offers import Offers
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant
from dangol.terms.money import Money

TRIES = 3
"""Where the record has a code's hash already, which hardly happens, another is taken."""

_REFUSED = {
    NotIssuedReason.ONCE_PER_PERSON: RefusedReason.ONCE_PER_PERSON,
    NotIssuedReason.STACKED: RefusedReason.STACKED,
    NotIssuedReason.BUDGET: RefusedReason.BUDGET,
    NotIssuedReason.NONE_LEFT: RefusedReason.BUDGET,
}


class Asking(msgspec.Struct, frozen=True):
    """Who asks, in which turn of which conversation."""

    workspace: Workspace
    conversation_id: str
    seq: int
    known: Known
    network: str = ""
    """From where they ask; empty where that tells nothing."""


def offer_secret(workspace: Workspace) -> bytes:
    """What signs the workspace's codes. It follows from the salt, which never leaves the record."""
    return hmac.new(workspace.salt.encode(), b"offers", sha256).digest()


def ask_offer(record: Record, asking: Asking, ask: OfferAsk, shop: Shop) -> OfferGiven | Refused:
    """The first of the workspace's rules that grants something has granted it, and the ledger has
    noted it; or why the last of them did not.

    Laws: a turn that is taken again is given the same code; a refusal writes nothing.
    """
    workspace = asking.workspace
    key = f"{asking.conversation_id}:{asking.seq}"
    cart = _cart_of(ask, shop, workspace.currency)
    person = OfferPerson(asking.known.person_id, asking.known.is_held_out)
    refused = Refused(RefusedReason.INACTIVE)
    with record.writing() as connection:
        ledger = Offers(connection, workspace.workspace_id)
        rows = ledger.read_rules()
        for code in ledger.read_codes_of(person.person_id):
            if code.idempotency_key == key:
                rule = next((row for row in rows if row.rule_id == code.rule_id), None)
                if rule is not None:
                    return _given_before(rule, code, workspace)
        for row in rows:
            rule = _rule_of(row)
            if rule is None:
                continue
            state = ledger.read_ledger(row.rule_id, person.person_id, ask.now)
            kept = OfferLedger(
                given_minor_today=state.given_minor_today,
                given_to_person=state.given_to_person,
                open_codes=state.open_codes,
            )
            granted = decide_offer(rule, kept, person, cart, ask.now)
            if isinstance(granted, Refused):
                refused = granted
                continue
            issued = _issue(connection, asking, granted, key, ask.now)
            if not isinstance(issued, Refused):
                return issued
            refused = issued
    return refused


def _issue(
    connection: Connection, asking: Asking, granted: Granted, key: str, now: Instant
) -> OfferGiven | Refused:
    secret = offer_secret(asking.workspace)
    for _ in range(TRIES):
        offer_id = new_id(now)
        code = code_for(secret, offer_id)
        issued = Offers(connection, asking.workspace.workspace_id).issue_code(
            offer_id,
            hash_code(secret, code),
            rule_id=granted.rule_id,
            person_id=asking.known.person_id,
            conversation_id=asking.conversation_id,
            idempotency_key=key,
            value_minor=granted.worth.minor,
            now=now,
            expires_at=granted.expires_at,
        )
        if isinstance(issued, Issued):
            return OfferGiven(granted, code_for(secret, issued.code.offer_id))
        if issued.reason is not NotIssuedReason.CODE_TAKEN:
            return Refused(_REFUSED.get(issued.reason, RefusedReason.INACTIVE))
    return Refused(RefusedReason.INACTIVE)


def _given_before(rule: OfferRuleRow, code: OfferCodeRow, workspace: Workspace) -> OfferGiven:
    granted = Granted(
        rule_id=rule.rule_id,
        kind=OfferKind(rule.kind),
        value=rule.value,
        worth=Money(code.value_minor, rule.currency),
        ceiling_minor=rule.ceiling_minor,
        min_cart_minor=rule.min_cart_minor,
        gift=rule.gift,
        expires_at=code.expires_at,
    )
    return OfferGiven(granted, code_for(offer_secret(workspace), code.offer_id))


def _cart_of(ask: OfferAsk, shop: Shop, currency: str) -> OfferCart:
    """What the offer would be for: the cart, or else the product that is talked about."""
    total = 0
    for line in ask.cart:
        product = shop.product_of(line.option_id)
        if product is None or product.price is None:
            continue
        option = product.option_of(line.option_id)
        price = option.row.price if option is not None and option.row.price else product.price
        total += price.minor * line.quantity if price.currency == currency else 0
    if not ask.cart and ask.product_id:
        product = shop.product_of(ask.product_id)
        if product is not None and product.price and product.price.currency == currency:
            total = product.price.minor
    return OfferCart(Money(total, currency))


def _rule_of(row: OfferRuleRow) -> OfferRule | None:
    """The rule as the policy reads it; None for one that cannot work, which gives nothing."""
    try:
        return OfferRule(
            rule_id=row.rule_id,
            kind=OfferKind(row.kind),
            currency=row.currency,
            value=row.value,
            gift=row.gift,
            ceiling_minor=row.ceiling_minor,
            margin_floor_ratio=row.margin_floor_ratio,
            usual_margin_ratio=row.usual_margin_ratio,
            budget_minor_per_day=row.budget_minor_per_day,
            is_once_per_person=row.is_once_per_person,
            min_cart_minor=row.min_cart_minor,
            valid_for_us=row.valid_for_us,
            is_active=row.is_active,
        )
    except (OfferRuleError, ValueError):
        return None
