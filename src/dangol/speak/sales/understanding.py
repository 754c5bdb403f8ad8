"""What a buyer asks for: as `speak.understand` for a shop, with the wishes of another trade.

A person and a problem come first. A question is answered, whatever is told beside it; what is only
told is taken in. A time that is named and asked about is a wish to meet.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

from dangol.speak.catalogue import Shop
from dangol.speak.knowledge.tokens import compact, fold
from dangol.speak.reply import Awaiting, Context, Selling, Turn
from dangol.speak.sales.moments import Wanted
from dangol.speak.sales.rearranging import (
    is_moved_to,
    is_of_meeting,
    is_wanted_now,
    suits_none,
)
from dangol.speak.sales.selling import Sale
from dangol.speak.understand.lexicon import Forms, forms_of
from dangol.speak.understand.patterns import SOCIAL, Intent, Pattern, Wish, parse_patterns, social
from dangol.speak.understand.press import parse_press
from dangol.speak.understand.slots import Slots, slots_of
from dangol.speak.understand.understanding import Request, Understanding, product_of_page

MOST_REQUESTS = 3
MOST_CLAUSES = 12
_PART = re.compile(
    r"(?<=[!?。！？\n;])|(?<=[.])(?=\s|$)|(?<=[,、])(?!\d{3})"
    r"|\s(?=(?:그리고|그런데|근데|혹시)\s)|(?=それと|それから|ちなみに|あと、)"
    r"|\b(?=and (?:also|can|could|do|does|is|are|what|how|when)\b)"
)
_ASKS = re.compile(
    r"[?？]\s*$|(?:(?<![어아])나요|까요|가요|는지요?|습니까|니까|을까|할까|인지|되죠|어때요?)[.!~]*$"
    r"|어떤가|어떻게|어떤|무엇|뭐[가예에]|언제|어디|얼마나|몇\s?(?:명|개|일)까지|알려\s?(?:주|줘)|궁금|설명해"
    r"|(?:ますか|ですか|でしょうか|ませんか|るか|のか|かな|は)[。!]*$|教えて|知りたい|どう|何が|どの"
    r"|^(?:do|does|did|is|are|can|could|will|would|how|what|which|when|where|who|why|should|has)\b"
    r"|\b(?:tell me|wondering|know (?:if|whether|how|more)|curious|what about)\b"
)
_SAYS = re.compile(
    r"(?:요|다|죠|서|고|데|음|임)[.!~]*$|(?:ます|です|した|ません|いる|てる|たい|が|て|し|ので|から)[。!]*$"
    r"|\b(?:we|our|i|i.m|my|us|they|there)\b.*\s.*\s"
)
"""A whole sentence that tells something, though nothing in it is asked for."""
_THEIR_TOOL = re.compile(
    r"(?:지금|현재|기존|요즘)(?:에)?(?:쓰|사용)|쓰던|(?:いま|今|現在|これまで)(?:は)?(?:使|利用)|使ってい"
    r"|\b(?:our|the|my) (?:current|existing|old|present)\b|\b(?:currently|already) us(?:e|ing)\b"
)
_SUITS = re.compile(
    r"[?？]\s*$|보시|봬|뵙|뵐|만나|希望|お会い|돼|되나|될까|되세|가능|어때|어떠|괜찮|시간(?:있|되)|좋|할게|하죠|로해|空い|可能|いかが"
    r"|どう|大丈夫|でき|お願い|いい|ok|\b(?:works?|free|available|possible|good|suits?|please"
    r"|fine|let.?s|can we|could we|how about|what about)\b"
)
_OTHER_FEES = re.compile(
    r"해지|위약|수수료|세금|부가세|결제|계산서|환불|解約|違約|手数料|税込|税別|消費税|請求書|支払|返金"
    r"|\b(?:cancel\w*|terminat\w*|refund\w*|invoices?|billing|tax(?:es)?|vat)\b"
)
"""Money that is no plan's price: what is written about it answers."""
_THEIR_CUSTOMERS = re.compile(
    r"고객|손님|구매자|환자|お客|顧客|来店客|利用者"
    r"|\b(?:customers?|shoppers?|clients?|visitors?|buyers|patients|our (?:agents?|users))\b"
)
_STANDS_FOR: dict[Intent, set[Intent]] = {
    Intent.HUMAN: {Intent.MEET, Intent.PRICE, Intent.BOT},
    Intent.PROBLEM: {Intent.PRICE, Intent.MEET, Intent.OFFER, Intent.REFUSE},
    Intent.OFFER: {Intent.PRICE, Intent.REFUSE},
    Intent.REFUSE: {Intent.PRICE, Intent.MEET},
    Intent.NO: {Intent.MEET, Intent.THANKS},
}
_BOUGHT_HERE = re.compile(r"환불|로그인|접속|ログイン|返金|log ?in|sign ?in|refund", re.IGNORECASE)
_BARGAIN = re.compile(
    r"할인|깎|네고|에누리|싸게|저렴|割引|値引|安く|まけ|discount|cheaper|off\b|better price|deal",
    re.IGNORECASE,
)
_PLAN = re.compile(r"^(?:플랜|요금제|プラン|plan|tier)")
_NO_FORMS = Forms("", "", "")
"""Plans are named like anything: our team, a business."""
_FIRST = (Intent.HUMAN, Intent.PROBLEM, Intent.UNFIT, Intent.OFFER)


def understand_sale(
    turn: Turn,
    forms: Forms,
    shop: Shop,
    sale: Sale,
) -> Understanding:
    """What the buyer wants; at least one request.

    Laws: never raises; whatever asks for a person comes first.
    """
    context = turn.context
    page = product_of_page(turn, shop)
    pressed = parse_press(turn.press) if turn.press else None
    if pressed is not None:
        wish = _of_answer(Wish(pressed.intent, pressed.topic), context)
        request = Request(wish.intent, wish.topic, forms.plain)
        product = pressed.subject if pressed.subject in shop.by_id else page
        return Understanding(
            (request,), Slots(), (), "", product, forms.plain, subject=pressed.subject
        )
    named = shop.names.find(forms if not sale.setup.fit.plans else _NO_FORMS)
    product_id = next(iter(named.ids), "") or _named_plan(forms, shop, sale)
    product_id = product_id or page or _of_talk(context, shop)
    requests = _requests(turn, forms, sale)
    ids = named.ids if named.is_whole else ()
    return Understanding(requests, Slots(), ids, "", product_id, forms.plain)


def _named_plan(forms: Forms, shop: Shop, sale: Sale) -> str:
    """The one plan that is named together with the word for a plan."""
    products = [shop.product_of(plan.product_id) for plan in sale.setup.fit.plans]
    found = [
        one.product_id
        for one in products
        if one is not None and _PLAN.search(forms.compact.partition(compact(fold(one.name)))[2][:8])
    ]
    return found[0] if len(found) == 1 else ""


def _requests(turn: Turn, forms: Forms, sale: Sale) -> tuple[Request, ...]:
    context, read, wanted = turn.context, sale.read, sale.wanted
    selling = context.selling or Selling()
    found: list[Request] = []
    silent: list[str] = []
    is_told = any(one.slot != "contact" for one in read)
    for clause in _clauses(forms.plain):
        clause_forms = forms_of(clause)
        wishes = _wishes_in(clause_forms)
        for said in wishes:
            wish = _of_answer(said, context)
            found.append(Request(wish.intent, wish.topic, clause))
        if not wishes:
            if is_of_meeting(clause_forms, sale.wanted, selling):
                found.append(Request(Intent.MEET, "cancel", clause))
            elif _ASKS.search(clause_forms.spaced):
                intent = Intent.PRICE if _is_of_seats(clause, sale, selling) else Intent.KNOWLEDGE
                found.append(Request(intent, "ask", clause))
            else:
                silent.append(clause)
    if sale.is_unfit_now:
        found = [one for one in found if one.intent not in (Intent.MEET, Intent.KNOWLEDGE)]
        found = [one for one in found if (one.intent, one.topic) != (Intent.OFFER, "dear")]
        found.append(Request(Intent.UNFIT, sale.judged.unfit, forms.plain))
    names_theirs = bool(_THEIR_TOOL.search(forms.compact) or _THEIR_TOOL.search(forms.spaced))
    if is_told or names_theirs:
        # What is wrong with a tool of theirs is a reason to come here.
        found = [one for one in found if not _is_of_theirs(one, is_dear=names_theirs)]
    found = [_at_a_time(_to_then(one, wanted), wanted) for one in found]
    found = _of_times(found, forms, context, wanted)
    is_left = any("@" in one.value for one in read)
    is_waiting = is_left or (context.awaiting is Awaiting.ADDRESS and bool(sale.email))
    if selling.held and is_waiting and not {one.intent for one in found} & set(_FIRST):
        found = [one for one in found if one.intent is not Intent.MEET and one.intent not in SOCIAL]
        found.insert(0, Request(Intent.MEET, "address", forms.plain))
    elif any(one.slot == "contact" for one in read):
        found.append(Request(Intent.TELL, "contact", forms.plain))
    kept = _in_order(found)
    if not {one.intent for one in kept} - SOCIAL:
        if is_told:
            return (Request(Intent.TELL, "slots", forms.plain),)
        if not kept or silent:
            kept = (_guess(context, forms, silent, kept),)
    return kept[:MOST_REQUESTS]


def _to_then(request: Request, wanted: Wanted | None) -> Request:
    """To another time that is named: that time is what they ask for."""
    if (request.intent, request.topic) != (Intent.MEET, "cancel"):
        return request
    is_other = is_moved_to(forms_of(request.text), wanted)
    return Request(Intent.MEET, "ask", request.text) if is_other else request


def _at_a_time(request: Request, wanted: Wanted | None) -> Request:
    """Somebody to talk to at a time that is named is a meeting."""
    if (request.intent, request.topic) != (Intent.HUMAN, "ask") or wanted is None:
        return request
    is_now = is_wanted_now(forms_of(request.text), wanted)
    return request if is_now else Request(Intent.MEET, "ask", request.text)


def _is_of_seats(clause: str, sale: Sale, selling: Selling) -> bool:
    """After a price, a number of people and hardly a word: "20명이면요?"."""
    words = [one.words for one in sale.read if one.slot == sale.setup.fit.seats]
    if not selling.has_priced or not any(one in clause for one in words):
        return False
    rest = len(forms_of(clause).compact) - max(len(forms_of(one).compact) for one in words)
    return rest <= (20 if clause.isascii() else 10)


def _is_of_theirs(request: Request, *, is_dear: bool) -> bool:
    """A complaint, or that something is dear, said of a tool that they have."""
    if request.intent is Intent.PROBLEM:
        return _BOUGHT_HERE.search(request.text) is None
    return is_dear and request.intent is Intent.OFFER and _BARGAIN.search(request.text) is None


def _of_times(
    found: list[Request], forms: Forms, context: Context, wanted: Wanted | None
) -> list[Request]:
    """A time that is named where one is being looked for is what they ask for, and no question."""
    intents = {one.intent for one in found}
    if intents & set(_FIRST):
        return found
    times = len(context.selling.times) if context.selling is not None else 0
    is_choosing = context.awaiting is Awaiting.TIME and Intent.MEET not in intents
    if is_choosing and wanted is None and suits_none(forms):
        return [Request(Intent.MEET, "other", forms.plain)]
    place = slots_of(forms).place if times else 0
    if 0 < place <= times:
        return [Request(Intent.MEET, f"place:{place}", forms.plain)]
    if wanted is None or Intent.MEET in intents:
        return found
    is_looking = context.awaiting in (Awaiting.TIME, Awaiting.MEET)
    is_asked = wanted.has_time and _SUITS.search(forms.spaced) is not None
    if not (is_looking or is_asked):
        return found
    rest = [one for one in found if one.intent not in (Intent.KNOWLEDGE, Intent.YES, Intent.NO)]
    return [*rest, Request(Intent.MEET, "ask", forms.plain)]


def _in_order(found: list[Request]) -> tuple[Request, ...]:
    intents = {one.intent for one in found}
    if intents - SOCIAL:
        found = [one for one in found if one.intent not in SOCIAL]
    for intent in (*_FIRST, Intent.REFUSE):
        if intent in intents:
            found = [one for one in found if one.intent not in _STANDS_FOR.get(intent, set())]
    if intents - {Intent.TELL}:
        found = [one for one in found if one.intent is not Intent.TELL] or found
    first = [one for intent in _FIRST for one in found if one.intent is intent]
    others = [one for one in found if one.intent not in _FIRST]
    unique: dict[tuple[Intent, str], Request] = {}
    for one in (*first, *others):
        key = one.text if one.intent is Intent.KNOWLEDGE else ""
        unique.setdefault((one.intent, key), one)
    return tuple(unique.values())


def _guess(context: Context, forms: Forms, silent: list[str], social: Sequence[Request]) -> Request:
    """What a text without telling words is: an answer to what was asked, or a question."""
    if not any(letter.isalnum() for letter in forms.plain):
        return Request(Intent.GREETING, "empty", forms.plain)
    if context.awaiting is Awaiting.SLOT:
        return Request(Intent.TELL, "unclear", forms.plain)
    if social and not _is_long(silent):
        return social[0]
    topic = "said" if _SAYS.search(forms.spaced) else "ask"
    return Request(Intent.KNOWLEDGE, topic, " ".join(silent) or forms.plain)


def _is_long(silent: list[str]) -> bool:
    text = " ".join(silent)
    return len(text) > (24 if text.isascii() else 10)


def _of_answer(wish: Wish, context: Context) -> Wish:
    """Yes means whatever was offered last."""
    if wish.intent is not Intent.YES:
        return wish
    match context.awaiting:
        case Awaiting.PERSON:
            return Wish(Intent.HUMAN, "ask")
        case Awaiting.MEET:
            return Wish(Intent.MEET, "ask")
        case Awaiting.TIME:
            return Wish(Intent.MEET, "first")
        case _:
            return wish


def _of_talk(context: Context, shop: Shop) -> str:
    return context.product_id if context.product_id in shop.by_id else ""


def _clauses(text: str) -> list[str]:
    parts = (part.strip() for part in _PART.split(text) if part)
    return [part for part in parts if part][:MOST_CLAUSES]


def _wishes_in(forms: Forms) -> tuple[Wish, ...]:
    found: dict[Intent, str] = {}
    bare = forms_of(forms.spaced.rstrip(" .!?~。、,"))
    for pattern in (*_patterns(), *social()):
        if pattern.intent not in found and pattern.is_in(bare):
            found[pattern.intent] = pattern.topic
    if found.get(Intent.MEET) == "talk" and _THEIR_CUSTOMERS.search(bare.spaced):
        del found[Intent.MEET]
    if _OTHER_FEES.search(bare.spaced) and found.pop(Intent.PRICE, None):
        found.setdefault(Intent.KNOWLEDGE, "ask")
    kept = set(found)
    if Intent.HUMAN in kept and Intent.MEET in kept:
        kept.discard(Intent.HUMAN if found[Intent.MEET] == "cancel" else Intent.MEET)
    for intent in Intent:
        if intent in kept:
            kept -= _STANDS_FOR.get(intent, set())
    if kept - SOCIAL:
        kept -= SOCIAL
    return tuple(Wish(intent, found[intent]) for intent in Intent if intent in kept)


@cache
def _patterns() -> tuple[Pattern, ...]:
    text = files("dangol.speak.sales").joinpath("wishes.toml").read_text("utf-8")
    return parse_patterns(cast("Any", tomllib.loads(text)))
