"""What of an event and a decision may leave the record for the lake.

A value that came from outside enters the lake in one of four ways only: as a number; as a member
of a closed set (calls, standard names, currencies, languages); as itself where it is no secret,
because it stands in the shop's catalogue or at least `SHARED_BY` people had it that day; or as a
keyed hash, which joins and counts but cannot be read. So no trait, address, search word, link or
id from outside is in the lake, in whatever field a site happens to send it.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple, cast

import msgspec

from dangol.listen.names import EventName
from dangol.store.rows import DecisionRow, EventRow
from dangol.terms.currencies import EXPONENTS
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money
from dangol.terms.money_text import parse_money

SHARED_BY = 5
"""People of one day who must have had a word before it is written out."""
QUANTITY_LIMIT = 2**31 - 1

_MACHINE_MADE = re.compile(
    r"(?:[a-z]{2,8}-){0,3}(?:1[0-9]{12}-)?"
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|content-[0-9a-f]{32}"
)
"""A message id that a library made: a UUID, with letters and a clock before it, or ours."""
_ADDRESS = re.compile(r"[@＠]|://|(?:[0-9０-９][-.\s()‐－]?){7,}")
"""What is never written out, however many had it: mail addresses, links, telephone numbers."""
_STANDARD = frozenset(EventName)
_LANGUAGES = frozenset(Language)
_decode = msgspec.json.Decoder().decode


class LakeEvent(NamedTuple):
    """An event in the lake. Texts are empty and numbers None where it says nothing."""

    seq: int
    """Where it stands in the record."""
    shard: int
    person_id: str
    message_id: str
    """As it came if a library made it, else its keyed hash."""
    call: str
    name: str
    """`(rare)` for a name of the shop's own that few people had that day."""
    happened_at: Instant
    received_at: Instant
    product_id: str
    """Only of a product in the catalogue, or that several people saw that day."""
    product_key: str
    """Its keyed hash, always."""
    category: str
    price_minor: int | None
    quantity: int | None
    order_key: str
    revenue_minor: int | None
    """What an order or refund says it is worth: `revenue`, else `total`."""
    currency: str
    """Of both amounts."""
    products: int
    """How many products the order or list names."""
    language: str


class LakeDecision(NamedTuple):
    """A decision in the lake: all of it but the words that name a product few people saw."""

    decision_id: str
    shard: int
    person_id: str
    assignment_key: str
    playbook: str
    playbook_version: int
    model_version: str
    signal: str
    subject: str
    subject_key: str
    decided_at: Instant
    verdict: str
    reason: str
    opening_id: str
    value_minor: int
    cost_minor: float
    worth_minor: float
    currency: str
    would_buy: float
    is_exploration: bool
    arms: str
    """JSON object of every arm's probability."""


class Words:
    """Which words of one day may be written out. `note` them all first, then ask with `shown`."""

    def __init__(self, catalogued: Iterable[str] = ()) -> None:
        self._known = frozenset(catalogued)
        self._people: dict[str, set[str]] = {}

    def note(self, word: str, person_id: str) -> None:
        """This person had that word."""
        people = self._people.setdefault(word, set())
        if len(people) < SHARED_BY:
            people.add(person_id)

    def shown(self, word: str) -> str:
        """The word where it is no secret, else nothing."""
        if not word or word in self._known:
            return word
        is_shared = len(self._people.get(word, ())) >= SHARED_BY
        return word if is_shared and not _ADDRESS.search(word) else ""


def key_of(salt: str, value: str) -> str:
    """The keyed hash of a value, 96 bits: nobody can try values without the workspace's salt."""
    if not value:
        return ""
    return blake2b(value.encode(), digest_size=12, key=salt.encode()[:64]).hexdigest()


def note_event(words: Words, row: EventRow) -> None:
    """The event's words are counted for its person."""
    properties = _properties(_payload(row.payload))
    if row.name not in _STANDARD:
        words.note(row.name, row.person_id)
    for word in (_product_id(properties), _text(properties.get("category"))):
        if word:
            words.note(word, row.person_id)


def lake_event(seq: int, row: EventRow, words: Words, salt: str, currency: str) -> LakeEvent:
    """The event as the lake holds it; an amount without a currency is in `currency`."""
    payload = _payload(row.payload)
    properties = _properties(payload)
    product_id = _product_id(properties)
    revenue = properties.get("revenue")
    money, worth = (
        _money(value, properties.get("currency"), currency)
        for value in (
            properties.get("price"),
            properties.get("total") if revenue is None else revenue,
        )
    )
    if money is not None and worth is not None and money.currency != worth.currency:
        money = None
    amount = worth if money is None else money
    quantity = properties.get("quantity")
    products = properties.get("products")
    message_id = row.message_id
    return LakeEvent(
        seq=seq,
        shard=row.shard,
        person_id=row.person_id,
        message_id=message_id if _MACHINE_MADE.fullmatch(message_id) else key_of(salt, message_id),
        call=row.call,
        name=row.name if row.name in _STANDARD else words.shown(row.name) or _rare(row.name),
        happened_at=row.happened_at,
        received_at=row.received_at,
        product_id=words.shown(product_id),
        product_key=key_of(salt, product_id),
        category=words.shown(_text(properties.get("category"))),
        price_minor=None if money is None else money.minor,
        quantity=quantity if type(quantity) is int and 0 <= quantity <= QUANTITY_LIMIT else None,
        order_key=key_of(salt, _text(properties.get("order_id"))),
        revenue_minor=None if worth is None else worth.minor,
        currency="" if amount is None else amount.currency,
        products=len(cast("list[Any]", products)) if type(products) is list else 0,
        language=_language(payload),
    )


def lake_decision(row: DecisionRow, words: Words, salt: str) -> LakeDecision:
    """The decision as the lake holds it."""
    return LakeDecision(
        decision_id=row.decision_id,
        shard=row.shard,
        person_id=row.person_id,
        assignment_key=row.assignment_key,
        playbook=row.playbook,
        playbook_version=row.playbook_version,
        model_version=row.model_version,
        signal=row.signal,
        subject=words.shown(row.subject),
        subject_key=key_of(salt, row.subject),
        decided_at=row.decided_at,
        verdict=row.verdict,
        reason=row.reason,
        opening_id=row.opening_id,
        value_minor=row.value_minor,
        cost_minor=row.cost_minor,
        worth_minor=row.worth_minor,
        currency=row.currency,
        would_buy=row.would_buy,
        is_exploration=bool(row.is_exploration),
        arms=row.arms.decode(errors="replace"),
    )


def _payload(payload: bytes) -> Mapping[str, Any]:
    found = _decode(payload)
    return cast("dict[str, Any]", found) if type(found) is dict else {}


def _properties(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    found = payload.get("properties")
    return cast("dict[str, Any]", found) if type(found) is dict else {}


def _product_id(properties: Mapping[str, Any]) -> str:
    return _text(properties.get("product_id")) or _text(properties.get("sku"))


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _rare(name: str) -> str:
    return "(rare)" if name else ""


def _money(value: Any, given: Any, currency: str) -> Money | None:
    if value is None:
        return None
    named = given if type(given) is str and given in EXPONENTS else currency
    money = parse_money(value, named)
    return money if isinstance(money, Money) else None


def _language(payload: Mapping[str, Any]) -> str:
    context = payload.get("context")
    locale = cast("dict[str, Any]", context).get("locale") if type(context) is dict else None
    head = locale.replace("_", "-").split("-", 1)[0].lower() if type(locale) is str else ""
    return head if head in _LANGUAGES else ""
