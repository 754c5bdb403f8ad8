"""What a text says in figures and fixed words: body, quantity, order number, addresses, price."""

import re
from decimal import Decimal

import msgspec

from dangol.speak.understand.lexicon import Forms, keys_in, words_in

HEIGHTS_CM, WEIGHTS_KG = (120, 220), (30, 200)
MOST = 99
_CM_PER_INCH, _KG_PER_POUND = 2.54, 0.45359237


class Slots(msgspec.Struct, frozen=True):
    """What was named. Empty or 0 where nothing was."""

    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    """As the lexicon writes them, and numbers that may be sizes: "240"."""
    kinds: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    quantity: int = 0
    height_cm: float = 0
    weight_kg: float = 0
    order_number: str = ""
    email: str = ""
    phone: str = ""
    most: Decimal | None = None
    """The price is to be below this. Units: major units of the shop's currency."""
    is_this: bool = False
    """It says "this one"."""
    place: int = 0
    """The first, second or third of what was shown; 0 where none was named."""
    is_more: bool = False
    """It says "one more"."""


_THIS = re.compile(
    r"이거|이것|이건|이걸|요거|요건|그거|그건|그걸|저거|이옷|이상품|이제품|이신발|이가방|여기"
    r"|これ|それ|この|その|こちら|"
    r"\b(?:this|that|it|these|those|they)\b"
)
_PLACES = (
    re.compile(
        r"(?:첫|1)번째|1번(?![가-힣0-9])|1つ目|一つ目|1番目|最初の|\b(?:first|1st) (?:one|item)\b"
    ),
    re.compile(
        r"(?:두|2)번째|2번(?![가-힣0-9])|2つ目|二つ目|2番目|\b(?:second|2nd) (?:one|item)\b"
    ),
    re.compile(r"(?:세|3)번째|3번(?![가-힣0-9])|3つ目|三つ目|3番目|\b(?:third|3rd) (?:one|item)\b"),
)
_MORE = re.compile(
    r"하나더|한개더|한장더|더담|또담|もう一|もうひと|追加で|\b(?:one more|another one)\b"
)
_EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+\d{1,3}[ -]?)?0?\d{1,4}[ -]\d{3,4}[ -]\d{4}(?!\d)|\b0\d{9,10}\b"
)
_ORDER = re.compile(r"\b[a-z]{1,4}-?\d{5,12}\b|(?<=#)\d{4,12}\b")
_ORDER_WORD = re.compile(r"(?:주문번호|注文番号|order(?: number| no\.?)?)\D{0,4}([a-z0-9-]{4,20})")

_HEIGHT = re.compile(
    r"(?:키|신장|身長|height|tall)\D{0,6}(\d{3}(?:\.\d)?)"
    r"|(\d{3}(?:\.\d)?) ?(?:cm|센치|센티|センチ|㎝)"
)
_WEIGHT = re.compile(
    r"(?:몸무게|체중|体重|weigh|weight)\D{0,6}(\d{2,3}(?:\.\d)?)(?! ?(?:lb|pound))"
    r"|(\d{2,3}(?:\.\d)?) ?(?:kg|키로|킬로|キロ|㎏)"
)
_PAIR = re.compile(
    r"(?<![\d,.])(1[2-9]\d|20\d)(?:\.\d)? ?(?:cm|센치|센티|センチ)? ?"
    r"(?:에|이고|고|で|に|の|과|하고|/|,|·|-|and|x|\s|、)+ ?"
    r"(\d{2,3}(?:\.\d)?) ?(?:kg|키로|킬로|キロ)?(?![\d,]|\.\d|원|円|%|mm)"
)
_FEET = re.compile(r"\b([4-6])(?: ?(?:'|ft|feet|foot) ?)(\d{1,2})?(?: ?(?:\"|''|in|inches))?")
_POUNDS = re.compile(r"\b(\d{2,3}) ?(?:lbs?|pounds?)\b")
_QUANTITY = re.compile(
    r"(?<![\d.,])(\d{1,3}) ?(?:개(?!월)|장|벌|켤레|세트|つ|点|枚|着|足|個|pcs|pieces|pairs?)"
    r"|\b(?:add|take|buy|order|get) (\d{1,2})\b(?! ?(?:cm|kg|%))"
    r"|\b(?:x|qty|quantity) ?(\d{1,3})\b|\b(\d{1,3})x\b"
)
_ALONE = re.compile(r"(?<![가-힣])(하나|둘|셋)(?=만|더|씩|\s|$)")
_SHOE = re.compile(r"(?<![\d,.])(2[0-9][05])(?:mm)?(?![\d,.]|원|円| ?%)")
_SHOE_CM = re.compile(r"(?<![\d,.])(2[0-9])(?:\.([05]))? ?(?:cm|センチ|센치|센티)(?![\d])")
_MOST = re.compile(
    r"(?:under|below|less than|up to|max(?:imum)?|within|cheaper than) ?[$¥₩€£]? ?(\d[\d,.]{0,14})"
    r"|(?<![\d,.])(\d[\d,.]{0,14}) ?(만|万|천|千)?(?:원|円|달러|ドル|won|yen|dollars|usd)? ?"
    r"(?:이하|미만|이내|아래|안쪽|안으로|까지|以下|未満|以内|までで|まで|or less|max)"
)
_SCALE = {"만": 10_000, "万": 10_000, "천": 1_000, "千": 1_000}


def slots_of(forms: Forms) -> Slots:
    """Everything that is named in the text.

    Laws: never raises.
    """
    text = forms.spaced
    height, weight = _body(text)
    order, email, phone = _order(text), _EMAIL.search(text), _PHONE.search(text)
    return Slots(
        colours=keys_in("colour", forms),
        sizes=_sizes(forms, height),
        kinds=keys_in("kind", forms),
        materials=keys_in("material", forms),
        traits=keys_in("trait", forms),
        quantity=_quantity(forms),
        height_cm=height,
        weight_kg=weight,
        order_number=order,
        email=email[0] if email else "",
        phone=phone[0] if phone else "",
        most=_most(text),
        is_this=_THIS.search(forms.compact) is not None or _this_in_english(text),
        place=_place(forms),
        is_more=_MORE.search(forms.compact) is not None or " more" in text,
    )


def _place(forms: Forms) -> int:
    """Which of the last cards: "두 번째 거", "2番目", "the second one"."""
    for place, pattern in enumerate(_PLACES, start=1):
        if pattern.search(forms.compact) or pattern.search(forms.spaced):
            return place
    return 0


def _this_in_english(text: str) -> bool:
    return re.search(r"\b(?:this|that|it|these|those|they)\b", text) is not None


def _body(text: str) -> tuple[float, float]:
    """Height in cm and weight in kg; 0 where one is not told or not a person's."""
    pair = _PAIR.search(text)
    if pair and _within(float(pair[2]), WEIGHTS_KG):
        return float(pair[1]), float(pair[2])
    height = weight = 0.0
    if found := _HEIGHT.search(text):
        height = float(found[1] or found[2])
    elif found := _FEET.search(text):
        height = round((int(found[1]) * 12 + int(found[2] or 0)) * _CM_PER_INCH, 1)
    if found := _POUNDS.search(text):
        weight = round(int(found[1]) * _KG_PER_POUND, 1)
    elif found := _WEIGHT.search(text):
        weight = float(found[1] or found[2])
    return (
        height if _within(height, HEIGHTS_CM) else 0.0,
        weight if _within(weight, WEIGHTS_KG) else 0.0,
    )


def _within(value: float, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _sizes(forms: Forms, height: float) -> tuple[str, ...]:
    sizes = list(keys_in("size", forms))
    sizes += [found[1] for found in _SHOE.finditer(forms.spaced) if float(found[1]) != height]
    sizes += [
        f"{found[1]}{found[2] or '0'}"
        for found in _SHOE_CM.finditer(forms.spaced)
        if "身長" not in forms.compact
    ]
    return tuple(dict.fromkeys(sizes))


def _quantity(forms: Forms) -> int:
    if found := _QUANTITY.search(forms.spaced):
        count = int(next(filter(None, found.groups())))
        return min(count, MOST) if count else 0
    if found := _ALONE.search(forms.spaced):
        return 1 + ("하나", "둘", "셋").index(found[1])
    words = [one for one in words_in("number", forms) if not one.word.isascii()]
    if words:
        return int(words[-1].key)
    latin = re.search(
        r"\b(?:add|take|buy|get|want|order|have|need) (?:me )?(one|two|three|four|five)\b",
        forms.spaced,
    )
    counts = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
    return counts[latin[1]] if latin else 0


def _order(text: str) -> str:
    found = _ORDER.search(text)
    if found:
        return found[0].upper()
    named = _ORDER_WORD.search(text)
    return named[1].upper() if named and any(letter.isdigit() for letter in named[1]) else ""


def _most(text: str) -> Decimal | None:
    found = _MOST.search(text)
    if not found:
        return None
    digits = (found[1] or found[2]).replace(",", "").rstrip(".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", digits):
        return None
    return Decimal(digits) * _SCALE.get(found[3] or "", 1)
