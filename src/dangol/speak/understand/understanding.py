"""What a visitor asks for: a list of requests, in the order in which they are looked after.

A text falls into clauses, and each clause says by its words what it wants. A request for a person
and a problem come before everything; whoever tells of a problem is sold nothing in the same turn.
A clause that wants nothing by its words is understood from what was asked for last, and from what
it names; what is still open is looked for in what the shop has written down.
"""

import re

import msgspec

from dangol.speak.catalogue import Product, Shop
from dangol.speak.reply import Awaiting, Context, Turn
from dangol.speak.understand.lexicon import Forms, forms_of, words_in
from dangol.speak.understand.naming import Named
from dangol.speak.understand.patterns import Intent, Wish, wishes_in
from dangol.speak.understand.press import parse_press
from dangol.speak.understand.slots import Slots, slots_of

MOST_REQUESTS = 4
MOST_CLAUSES = 12
MOST_LEFT, MOST_LEFT_LATIN = 6, 14
"""Letters beside the names, in a text that only names what is looked for: "black linen shirt"."""
MOST_POLITE, MOST_POLITE_LATIN = 14, 24
"""Letters of a greeting or of thanks, with all that goes with it."""
_CLAUSE = re.compile(
    r"(?<!\d)[.](?!\d)|(?<=\d)[.](?=\s|$)|[!?。！？\n;,、](?!\d{3})"
    r"|\s(?:그리고|그리구|글구|또한)\s|(?:あと|それと|それから)、?"
    r"|\band (?=also|can|could|do|does|is|are|what|how|please|i\b|when)|\balso\b",
    re.IGNORECASE,
)
_GIVE = re.compile(r"주세요|줘|주라|주셈|부탁|ください|下さい|お願い|ちょうだい|please|pls|plz")
_HAGGLE = re.compile(
    r"깎|에누리|네고|싸게|비싸|安く|まけ|高い|高すぎ|cheaper|expensive|giveme|canigeta"
    r"|any(coupon|discount|promo|voucher|deal)"
)
_RECOMMEND = re.compile(
    r"추천|보여|찾|おすすめ|オススメ|お勧め|見せ|探し|recommend|suggest|show|looking"
)
_FIRST = (Intent.HUMAN, Intent.PROBLEM)
_SOCIAL = {Intent.GREETING, Intent.THANKS, Intent.BYE, Intent.BOT, Intent.YES, Intent.NO}
_COVERS = (
    (Intent.PROBLEM, Intent.HUMAN),
    (Intent.RESTOCK, Intent.STOCK),
    (Intent.CART, Intent.STOCK),
)
_SOLD = {Intent.CART, Intent.COMPARE, Intent.FIND, Intent.OFFER, Intent.RESTOCK, Intent.STOCK}


class Request(msgspec.Struct, frozen=True):
    """One thing to answer."""

    intent: Intent
    topic: str
    text: str
    """The words that ask for it, as they were written."""


class Understanding(msgspec.Struct, frozen=True):
    """What was asked for, and what was named for it."""

    requests: tuple[Request, ...]
    slots: Slots
    product_ids: tuple[str, ...] = ()
    """Named in the text, or by the button."""
    option_id: str = ""
    """Named by the button."""
    product_id: str = ""
    """What the talk is about: named, seen on the page, or talked of before."""
    text: str = ""
    """What was written, without invisible signs."""
    subject: str = ""
    """What the button names that is no product: a time."""


def understand(turn: Turn, forms: Forms, shop: Shop) -> Understanding:
    """What the visitor wants of the shop; at least one request.

    Laws: never raises; whatever asks for a person comes first.
    """
    pressed = parse_press(turn.press) if turn.press else None
    page_product = product_of_page(turn, shop)
    if pressed is not None:
        option_product = shop.by_option.get(pressed.subject)
        ids = [one for one in pressed.subject.split(",") if one in shop.by_id][:3]
        product_id = option_product.product_id if option_product else next(iter(ids), "")
        wish = _of_answer(Wish(pressed.intent, pressed.topic), turn.context)
        return Understanding(
            requests=(Request(wish.intent, wish.topic, forms.plain),),
            slots=Slots(),
            product_ids=tuple(ids),
            option_id=pressed.subject if option_product else "",
            product_id=product_id or _known_product(turn.context, page_product, shop),
            text=forms.plain,
        )
    named = shop.names.find(forms)
    slots = slots_of(forms_of(named.rest) if named.is_whole else forms)
    known = _known_product(turn.context, page_product, shop)
    shown = turn.context.shown
    if not named.ids and 0 < slots.place <= len(shown):
        named = msgspec.structs.replace(named, ids=(shown[slots.place - 1],))
    product_id = _subject(named, slots, known, shop)
    ids = named.ids if named.is_whole or product_id in named.ids else ()
    requests = _requests(turn, forms, named, slots, shop.by_id.get(product_id))
    return Understanding(requests, slots, ids, "", product_id, forms.plain)


def _requests(
    turn: Turn, forms: Forms, named: Named, slots: Slots, subject: Product | None
) -> tuple[Request, ...]:
    rest = named.rest if named.is_whole else forms.spaced
    clauses = _clauses(forms.plain if not named.is_whole else rest)
    found: list[Request] = []
    silent: list[str] = []
    for clause in clauses:
        wishes = wishes_in(forms_of(clause))
        if not wishes or _is_more_than_polite(clause, wishes):
            silent.append(clause)
        for said in wishes:
            wish = _of_having(_of_answer(said, turn.context), named, slots, subject)
            found.append(Request(wish.intent, wish.topic, clause))
    has_body = slots.height_cm > 0 and slots.weight_kg > 0
    if has_body and all(one.intent is not Intent.SIZE for one in found):
        found.insert(0, Request(Intent.SIZE, "fit", forms.plain))
    found = _of_size(_of_returning(found), slots, subject)
    if all(one.intent in _SOCIAL for one in found):
        guess = _guess(turn.context, forms, named, slots, subject=subject, silent=silent)
        if guess is not None:
            found.append(guess)
    return _in_order(found) or (Request(Intent.KNOWLEDGE, "ask", forms.plain),)


def _is_more_than_polite(clause: str, wishes: tuple[Wish, ...]) -> bool:
    """It greets or thanks, and goes on: "hey i paid this morning does it go out by tonight"."""
    if not all(one.intent in (Intent.GREETING, Intent.THANKS) for one in wishes):
        return False
    dense = forms_of(clause).compact
    return len(dense) > (MOST_POLITE_LATIN if dense.isascii() else MOST_POLITE)


def _of_returning(found: list[Request]) -> list[Request]:
    """After a return, the postage that is asked about is the return's."""
    first = next((at for at, one in enumerate(found) if one.intent is Intent.RETURNS), len(found))
    return [
        Request(Intent.RETURNS, "return_fee", "")
        if at > first and one.intent is Intent.SHIPPING and one.topic == "fee"
        else one
        for at, one in enumerate(found)
    ]


def _of_size(found: list[Request], slots: Slots, subject: Product | None) -> list[Request]:
    """What fits: of a product its size; of no product, things that are looked for."""
    intents = {one.intent for one in found}
    if slots.sizes and intents & {Intent.CART, Intent.STOCK, Intent.RESTOCK}:
        found = [one for one in found if (one.intent, one.topic) != (Intent.SIZE, "word")]
    if not {Intent.SIZE, Intent.FIND} <= intents:
        return found
    weak = Intent.FIND if subject is not None and not slots.kinds else Intent.SIZE
    return [one for one in found if one.intent is not weak]


def _in_order(found: list[Request]) -> tuple[Request, ...]:
    intents = {one.intent for one in found}
    if intents - _SOCIAL:
        found = [one for one in found if one.intent not in _SOCIAL]
    # A problem gets a person anyway, and an alert or a cart looks at the stock.
    for strong, weak in _COVERS:
        if strong in intents:
            found = [one for one in found if one.intent is not weak]
    if intents & set(_FIRST):
        found = [one for one in found if one.intent not in _SOLD]
    first = [one for intent in _FIRST for one in found if one.intent is intent]
    others = [one for one in found if one.intent not in _FIRST]
    unique: dict[tuple[Intent, str], Request] = {}
    for one in (*first, *others):
        unique.setdefault((one.intent, "" if one.intent in _FIRST else one.topic), one)
    return tuple(unique.values())[:MOST_REQUESTS]


def _of_answer(wish: Wish, context: Context) -> Wish:
    """Yes means whatever was offered last."""
    if wish.intent is not Intent.YES:
        return wish
    match context.awaiting:
        case Awaiting.PERSON:
            return Wish(Intent.HUMAN, "ask")
        case Awaiting.MORE:
            return Wish(Intent.CART, "more")
        case Awaiting.RESTOCK:
            return Wish(Intent.RESTOCK, "ask")
        case _:
            return wish


def _of_having(wish: Wish, named: Named, slots: Slots, subject: Product | None) -> Wish:
    """Whether something is there: of a product its stock, of a kind what there is of it."""
    if wish.intent is Intent.COMPARE and len(slots.sizes) > 1 and not named.is_whole:
        return Wish(Intent.SIZE, "fit")
    if wish.intent is not Intent.HAVE:
        return wish
    if subject is not None and (named.ids or slots.colours or slots.sizes or slots.is_this):
        return Wish(Intent.STOCK, "ask")
    if slots.kinds or slots.materials or slots.traits:
        return Wish(Intent.FIND, "ask")
    return Wish(Intent.KNOWLEDGE, "have")


def _guess(
    context: Context,
    forms: Forms,
    named: Named,
    slots: Slots,
    *,
    subject: Product | None,
    silent: list[str],
) -> Request | None:
    """What a text without telling words wants, from what it names and what was asked last."""
    text = forms.plain
    has_option = bool(slots.colours or slots.sizes)
    asked = Intent(context.asked) if context.asked in set(Intent) else None
    if not any(letter.isalnum() for letter in text):
        return Request(Intent.GREETING, "empty", text)
    if (slots.height_cm or slots.weight_kg) and (
        subject is not None or context.awaiting is Awaiting.BODY
    ):
        return Request(Intent.SIZE, "fit", text)
    if context.awaiting is Awaiting.OPTION and asked and (has_option or slots.quantity):
        return Request(asked, "add", text)
    if context.awaiting is Awaiting.PRODUCT and asked and (named.ids or slots.kinds):
        return Request(asked, "ask", text)
    if slots.email or slots.phone:
        is_restock = context.awaiting is Awaiting.RESTOCK
        return Request(Intent.RESTOCK if is_restock else Intent.HUMAN, "contact", text)
    if subject is not None and has_option:
        wants = _GIVE.search(forms.compact) is not None
        return Request(Intent.CART if wants else Intent.STOCK, "add" if wants else "ask", text)
    if named.ids and _GIVE.search(forms.compact):
        return Request(Intent.CART, "add", text)
    if slots.order_number:
        return Request(Intent.ORDER, "status", text)
    if named.ids:
        return Request(Intent.PRODUCT, "card", text)
    if (slots.kinds or slots.materials or slots.most is not None) and _only_names(forms):
        return Request(Intent.FIND, "ask", text)
    if silent:
        return Request(Intent.KNOWLEDGE, "ask", " ".join(silent))
    return None


def _only_names(forms: Forms) -> bool:
    """Hardly anything stands there but words for products."""
    groups = ("kind", "material", "colour", "trait", "size")
    named = {one.word for group in groups for one in words_in(group, forms)}
    left = len(forms.compact) - sum(len(word) for word in named)
    return left <= (MOST_LEFT_LATIN if forms.compact.isascii() else MOST_LEFT)


def is_giving(text: str) -> bool:
    """It asks to be given something, or to pay less."""
    dense = forms_of(text).compact
    return _GIVE.search(dense) is not None or _HAGGLE.search(dense) is not None


def is_recommending(text: str) -> bool:
    """It asks in so many words to be shown or advised something."""
    return _RECOMMEND.search(forms_of(text).compact) is not None


def _clauses(text: str) -> list[str]:
    parts = (part.strip() for part in _CLAUSE.split(text) if part)
    return [part for part in parts if part][:MOST_CLAUSES]


def _subject(named: Named, slots: Slots, known: str, shop: Shop) -> str:
    """The product that the talk is about now."""
    if named.is_whole and known not in named.ids:
        return named.ids[0]
    product = shop.by_id.get(known)
    if product is None:
        return named.ids[0] if named.ids else ""
    if known in named.ids:
        return known
    is_other_kind = bool(slots.kinds) and not set(slots.kinds) & product.features.kinds
    if named.ids and (is_other_kind or not slots.is_this):
        return named.ids[0]
    return "" if is_other_kind else known


def _known_product(context: Context, page_product: str, shop: Shop) -> str:
    """The page's product where the page is new, else what was talked of."""
    if page_product and page_product != context.page_product_id:
        return page_product
    if context.product_id in shop.by_id:
        return context.product_id
    return page_product


def product_of_page(turn: Turn, shop: Shop) -> str:
    """The id of the product that the page shows; "" where it shows none."""
    page = turn.page
    product = shop.product_of(page.product_id) if page.product_id else None
    if product is None and page.url:
        product = shop.product_at(page.url)
    return product.product_id if product else ""
