"""What is there and how many are left; codes; addresses."""

import re
from collections.abc import Iterator

from dangol.speak.claims.claim import Claim, Form, Taken, claim_of
from dangol.speak.claims.numbers import ENGLISH, read_number
from dangol.speak.claims.words import loose
from dangol.speak.facts import Value, ValueKind

_COUNT = rf"(?P<{{0}}>\d{{{{1,4}}}}|{ENGLISH}|한|두|세|네|다섯|[一二三四五六七八九])"
_NATIVE = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5}
_LEFT = re.compile(
    rf"(?:{_COUNT.format('ko')}\s?(?:개|점|벌|켤레|장|자루|세트)(?:만|밖에|\s?정도)?\s?(?:남|있)"
    rf"|(?:残り|あと|在庫は?)\s?(?:わずか|たった)?{_COUNT.format('ja')}\s?(?:点|個|着|枚|足)"
    rf"|(?<![a-z]){_COUNT.format('en')}\s(?:\w+\s){{0,5}}?(?:left|remaining|remain"
    rf"|in stock)(?![a-z]))"
)
_FEW = re.compile(
    r"(?:마지막|딱)\s?(?:한|하나|1)\s?(?:개|점|벌|장)?|얼마\s?(?:안\s?)?남지\s?않|몇\s?(?:개"
    r"|점)\s?(?:안\s?)?(?:밖에\s?)?(?:안\s?)?남"
    r"|(?:품절|매진)\s?(?:임박|직전)|곧\s?(?:품절|매진)|残り(?:わずか|僅か)|在庫(?:わずか"
    r"|僅少)|ラスト(?:一|1)|まもなく完売"
    r"|(?<![a-z])(?:last (?:one|piece|pair|few)|almost (?:gone|sold out)|nearly sold out"
    r"|selling (?:out )?fast"
    r"|low (?:in|on) stock|low stock|limited (?:stock|quantit\w+)|(?:a )?few left|going fast)"
)
_STOCK_WORDS = (
    loose("품절")
    + "|"
    + loose("매진")
    + r"|완판|재고[가는도은]?\s?(?:지금\s?|전혀\s?|현재\s?)?(?:없|다\s?나|소진|떨어)|売り?切れ"
    r"|完売|品切れ?"
    r"|在庫(?:は|が|も)?(?:現在)?(?:切れ|なし|無し|ありません|ございません|な[いく])"
    r"|(?<![a-z])(?:sold[\s-]?out|out of stock|unavailable|not available|no longer available"
    r"|isn't available|not in stock|none left)"
)
_OUT = re.compile(_STOCK_WORDS)
_IN = re.compile(
    r"재[\W_]?고[가는도은]?\s?(?:아직\s?|지금\s?|현재\s?|넉넉히\s?|충분히\s?|여유\s?)?(?:있"
    r"|충분|넉넉|많|확보|남아)"
    r"|(?:구매|주문|구입)(?:하실\s?수\s?있|\s?가능)|바로\s?살\s?수\s?있"
    r"|在庫(?:は|が|も)?(?:まだ|十分に?|豊富に?)?\s?(?:あり|有り|ございます|ござい|ある|豊富"
    r"|十分)|まだ(?:ございます|ありま)"
    r"|(?<![a-z])(?:in[\s-]stock|(?:is|are|still|now"
    r"|currently)\s(?:still\s)?available(?!\s(?:for|to|from|at)\b)"
    r"|plenty (?:left|of stock)|lots left|we have (?:it|them|plenty))"
)
_IF_AFTER = re.compile(
    r"[^\s.!?。]{0,6}?(?:(?:이|라|다|되|일|있으|없으|하)?면|인지|는지|을\s?때|일\s?때|된|될"
    r"|인\s?경우|일\s?경우|なら|の場合|かどうか"
    r"|た(?:場合|商品|ら|際)|の商品|の際|れば|か(?:どうか|は|、|,|ご))"
)
_IF_BEFORE = re.compile(
    r"(?<![a-z])(?:if|when|whether|once|in case|unless|should)\s[^.!?]{0,40}$|(?:with\s)$"
)
_ITEMS_AFTER = re.compile(r"\s(?:items?|products?|alert|notification|option)")


def parse_stock_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Whether something is there, and how many; what is only supposed is no claim."""
    for found in taken.free_matches(_LEFT, text):
        word = found["ko"] or found["ja"] or found["en"]
        number = _NATIVE.get(word) or read_number(word)
        if number is None or _is_supposed(found, text):
            continue
        value = Value(ValueKind.STOCK, "in_stock", "", int(number))
        yield claim_of(ValueKind.STOCK, found, (value,))
    for pattern, state in ((_FEW, "few"), (_OUT, "out_of_stock"), (_IN, "in_stock")):
        for found in taken.free_matches(pattern, text):
            if not _is_supposed(found, text):
                yield claim_of(ValueKind.STOCK, found, (Value(ValueKind.STOCK, state),))


def _is_supposed(found: re.Match[str], text: str) -> bool:
    return bool(
        _IF_AFTER.match(text, found.end())
        or _ITEMS_AFTER.match(text, found.end())
        or _IF_BEFORE.search(text, max(0, found.start() - 60), found.start())
    )


_CODE_WORDS = (
    r"(?:쿠\s?폰|코\s?드|クーポン|コード|coupon|code|voucher|promo\w*|할인권|合言葉|암호|키워드)"
)
_CODE_AFTER_WORD = re.compile(
    rf"{_CODE_WORDS}(?:\s?(?:코드|コード|code|번호|番号))?[^\w\n]{{0,4}}(?:은|는|로|를|을|が"
    rf"|は|を|is|word)?"
    r"[^\w\n]{0,3}(?P<code>[A-Za-z0-9][A-Za-z0-9_-]{2,30})",
    re.IGNORECASE,
)
_CODE_QUOTED = re.compile(
    rf"{_CODE_WORDS}[^'\"「『《\n]{{0,8}}['\"「『《](?P<code>[^'\"」』》\n]{{2,24}})['\"」』》]",
    re.IGNORECASE,
)
_CODE_ALONE = re.compile(
    r"(?<![A-Za-z0-9_#-])(?P<code>(?=[A-Za-z0-9_-]*[A-Za-z])"
    r"(?:(?=[A-Za-z_-]*\d)[A-Za-z0-9][A-Za-z0-9_-]{3,40}|[A-Z]{5,40}|[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})+"
    r"|[A-Z]{2,}(?:[ _-][0-9]{2,4})(?![\d,])))(?![A-Za-z0-9])"
)
_UNIT_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)?(?:-?\d*)(?:cm|mm|kg|km|ml|g|l|m|am|pm|h|hrs?|mins?|s|days?|weeks?|th|st"
    r"|nd|rd|k|krw|usd"
    r"|jpy|won|yen|inch|in|oz|xl|x)(?:-\w+)?",
    re.IGNORECASE,
)
_QUOTED_NEAR = re.compile(
    r"(?:쿠폰|코드|クーポン|コード|coupon|code|voucher|promo|할인|割引|discount|off\b)",
    re.IGNORECASE,
)


def parse_code_claims(cased: str, taken: Taken) -> Iterator[Claim]:
    """What may be typed into a coupon field; `promoted` where it stands among such words."""
    seen: set[tuple[int, int]] = set()
    for pattern in (_CODE_QUOTED, _CODE_AFTER_WORD, _CODE_ALONE):
        for found in pattern.finditer(cased):
            span = found.span("code")
            code = found["code"]
            if any(span[0] < end and start < span[1] for start, end in seen):
                continue
            if pattern is not _CODE_ALONE and not taken.is_free(*span):
                continue
            if pattern is _CODE_AFTER_WORD and not _is_code_like(found, code):
                continue
            if _UNIT_TOKEN.fullmatch(code):
                continue
            seen.add(span)
            if "free" not in code.lower():
                taken.add(*span)
            around = cased[max(0, span[0] - 40) : span[1] + 40]
            is_promoted = pattern is not _CODE_ALONE or _QUOTED_NEAR.search(around)
            yield Claim(
                ValueKind.CODE,
                Value(ValueKind.CODE, code),
                span,
                code,
                (),
                Form.PROMOTED if is_promoted else Form.PLAIN,
            )


def _is_code_like(found: re.Match[str], code: str) -> bool:
    has_colon = ":" in found[0]
    return (
        code.isupper()
        or (any(sign.isdigit() for sign in code) and not code.isdigit())
        or (code.isdigit() and len(code) >= 4)
        or has_colon
    )


_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?//[^\s<>\"'「」『』（）()]+|(?:javascript|data|mailto|tel):[^\s]+"
    r"|(?<![\w@])(?:www\.)[^\s<>\"'()]+"
    r"|(?:[^\s@]?•••|[a-z0-9._%+-]+)@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r"|(?<![\w@.])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:com|net|org|io|kr|jp|co|shop|store|xyz|info|biz|app|dev|me|ly|gl|link|site|online|top"
    r"|ru|cn|to|gg"
    r"|example|click|win|vip|club)(?![a-z])(?:[/?#][^\s<>\"'()]*)?"
    r"|(?<![\d-])(?:\+\d{1,3}[\s-]?)?0?\d{1,4}-\d{3,4}-\d{4}(?!\d)|(?<!\d)010\d{8}(?!\d)"
)


def parse_link_claims(text: str, cased: str, taken: Taken) -> Iterator[Claim]:
    """Addresses of pages, mail boxes and telephones."""
    for found in taken.free_matches(_LINK, text):
        link = cased[found.start() : found.end()].rstrip(".,;:!?'\"」』)")
        span = found.start(), found.start() + len(link)
        yield Claim(ValueKind.LINK, Value(ValueKind.LINK, link), span, link)
