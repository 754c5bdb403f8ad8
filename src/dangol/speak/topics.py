"""What a sentence is about, and on what condition it speaks: enough to tell a fee from a price."""

import re
from enum import IntFlag

from dangol.speak.claims.words import OFF


class Topic(IntFlag):
    """What a sentence is about. A sentence may be about several."""

    NONE = 0
    SHIPPING = 1
    RETURNS = 2
    EXCHANGE = 4
    REFUND = 8
    DISCOUNT = 16
    POINTS = 32
    WRAPPING = 64
    PICKUP = 128
    REPAIR = 256
    INSTALMENT = 512
    HOURS = 1024
    RESTOCK = 2048
    PREORDER = 4096
    ACCOUNT = 8192
    PRICE = 16384
    GIVEAWAY = 32768
    FEE = 65536
    """What sending costs; not how long it takes."""


class Condition(IntFlag):
    """For whom or when a sentence holds."""

    NONE = 0
    FAULT = 1
    MEMBER = 2
    PICKUP = 4
    FIRST_ORDER = 8


_TOPICS: tuple[tuple[Topic, str], ...] = (
    (
        Topic.FEE,
        r"배송비|배송료|택배비|송료|送料|(?:delivery|shipping) (?:fee|cost|charge)s?",
    ),
    (
        Topic.SHIPPING,
        (
            r"배송|택배|배달|출고|발송|도착|받아\s?보|제주|도서산간|해외|운송장|送料|配送|配達"
            r"|発送|出荷|届|到着|離島|沖縄"
            r"|shipping|ships?\b|shipped|(?<!of )(?<!after )(?<!from )deliver|dispatch|arriv"
            r"|courier|parcel|carrier|tracking|islands?\b"
        ),
    ),
    (
        Topic.RETURNS,
        r"반품|반송|수거|返品|返送|集荷|回収|returns?\b|returned|collect|send (?:it )?back",
    ),
    (Topic.EXCHANGE, r"교환|交換|exchang|replac|swap"),
    (Topic.REFUND, r"환불|(?<!무통장)(?<!계좌)입금(?!하지)|返金|払い戻|refund|money back|돈은"),
    (
        Topic.DISCOUNT,
        (
            OFF + r"|쿠폰|할인|세일|특가|코드|크\s?폰|割引|値引|クーポン|セール|コード|割|discount"
            r"|coupon|voucher|promo"
            r"|\bcode\b|\bsale\b|\bdeal\b|반값|半額|half price"
        ),
    ),
    (
        Topic.POINTS,
        (
            r"적립|포인트|ポイント|還元|points?\b|(?:실버|골드|シルバー"
            r"|ゴールド)(?=[는은가이로면\s,では、以会なが]|회원)(?!\s(?:free|링|[0-9a-z]))"
            r"|(?:become|for) (?:silver|gold)|(?:silver|gold) (?:members?|earn|from|and gold)|등급"
            r"|会員ランク"
        ),
    ),
    (Topic.WRAPPING, r"포장|ラッピング|包装|wrap"),
    (Topic.PICKUP, r"픽업|매장|店舗|受け取り|pick[\s-]?up|in store|collect (?:it )?at"),
    (Topic.REPAIR, r"수선|수리|고쳐|修理|直し|repair|a/s"),
    (Topic.INSTALMENT, r"할부|무이자|分割|手数料無料|instal|interest|split"),
    (
        Topic.HOURS,
        (
            r"상담|운영|영업시간|고객센터|점심|営業時間|対応|担当者|お問い合わせ|カスタマー|hours"
            r"|our team|lunch|answer"
        ),
    ),
    (Topic.RESTOCK, r"재입고|들어오|再入荷|入荷|restock|back in stock|is back"),
    (Topic.PREORDER, r"예약|予約|pre-?order"),
    (
        Topic.ACCOUNT,
        (
            r"비밀번호|로그인|링크|パスワード|ログイン|リンク|password|sign-?in|\blink\b|보관|保管"
            r"|records"
        ),
    ),
    (Topic.PRICE, r"가격|판매가|정가|値段|価格|本体|\bprice|\bcosts?\b"),
)
_TOPIC = re.compile("|".join(f"(?P<t{i}>{words})" for i, (_, words) in enumerate(_TOPICS)))
_BY_GROUP = {f"t{i}": topic for i, (topic, _) in enumerate(_TOPICS)}

_CONDITIONS: tuple[tuple[Condition, str], ...] = (
    (
        Condition.FAULT,
        (
            r"불량|오배송|파손|잘못|깨[져진]|하자|분실|不良|破損|誤|間違|壊|紛失|fault|damag|wrong"
            r"|defect|broken|mix-?up|lost"
        ),
    ),
    (Condition.MEMBER, r"골드|실버|회원|등급|ゴールド|シルバー|会員|gold|silver|member"),
    (Condition.PICKUP, r"픽업|매장|店舗|受け取り|pick[\s-]?up|in store"),
    (Condition.FIRST_ORDER, r"첫\s?(?:주문|구매)|처음|初回|初めて|first[\s-]order|first purchase"),
)
_CONDITION = re.compile("|".join(f"(?P<c{i}>{words})" for i, (_, words) in enumerate(_CONDITIONS)))
_CONDITION_BY_GROUP = {f"c{i}": condition for i, (condition, _) in enumerate(_CONDITIONS)}

COMMERCE = (
    Topic.SHIPPING
    | Topic.FEE
    | Topic.RETURNS
    | Topic.EXCHANGE
    | Topic.REFUND
    | Topic.DISCOUNT
    | Topic.POINTS
    | Topic.PRICE
    | Topic.INSTALMENT
    | Topic.GIVEAWAY
)
"""What no product text may speak for."""
FEES = (
    Topic.SHIPPING
    | Topic.FEE
    | Topic.RETURNS
    | Topic.EXCHANGE
    | Topic.WRAPPING
    | Topic.POINTS
    | Topic.REPAIR
    | Topic.INSTALMENT
)
"""What has amounts of its own, which are no product's price."""
PROMISES = (
    Topic.SHIPPING
    | Topic.REFUND
    | Topic.RESTOCK
    | Topic.PREORDER
    | Topic.REPAIR
    | Topic.HOURS
    | Topic.EXCHANGE
)
"""Where the shop is the one who must keep the time."""


def widened(topics: Topic) -> Topic:
    """The same, where what sending costs and what sending is are one."""
    sending = Topic.SHIPPING | Topic.FEE
    return topics | sending if topics & sending else topics


def topics_of(lower: str) -> Topic:
    """What a plain, lower-case text is about."""
    topics = Topic.NONE
    for found in _TOPIC.finditer(lower):
        topics |= _BY_GROUP[str(found.lastgroup)]
    return topics


def conditions_of(lower: str) -> Condition:
    """For whom or when a plain, lower-case text holds."""
    conditions = Condition.NONE
    for found in _CONDITION.finditer(lower):
        conditions |= _CONDITION_BY_GROUP[str(found.lastgroup)]
    return conditions


_GIVEN_AFTER = re.compile(
    r"\s?(?:로|으로|に|で|にて)?\s?(?:전부\s?|다\s?|그냥\s?|몽땅\s?)?"
    r"(?:드[리려릴립]|줄|줘|가져|가지|증정|나눔|제공|이벤트|差し上げ|プレゼント|進呈|もらえ"
    r"|あげ|お渡し|ご提供|配布)"
    r"|\s?(?:셔츠|상품|제품|옷|선물|샘플|티셔츠|바지|商品|シャツ|サンプル|の(?!ご?注文|判定"
    r"|場合|基準))"
    r"|\s(?!(?:deliver\w*|shipp\w*|returns?|collection|pick\w*|repairs?|exchanges?|wrap\w*"
    r"|gift wrap|of"
    r"|when|if|for|from|on|over|and|or|after|to|with|at|in|as|until|above|because|once|standard"
    r"|within|express|store|both|by|during|only|returned|replacements?)\b)[a-z]"
)
_GIVEN_BEFORE = re.compile(
    r"(?:give|giving|gave|get|gets|take|have|keep|grab|receive|yours)\s(?:you\s"
    r"|yourself\s)?(?:\w+\s){0,6}(?:for\s|is\s)?$"
)


def is_given(lower: str, start: int, end: int) -> bool:
    """Whether the word for free at that place gives goods away, and no service."""
    word = lower[start:end]
    if word in ("공짜", "タダ", "ただで", "꽁짜") and not re.match(
        r"(?:로|で)?\s?(?:배송|수거|반품|포장|수선|発送|配送|返品)", lower[end : end + 12]
    ):
        return True
    if _GIVEN_AFTER.match(lower, end):
        return True
    return bool(word.isascii() and _GIVEN_BEFORE.search(lower, max(0, start - 60), start))
