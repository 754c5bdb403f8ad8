"""What costs nothing, what is given along, what is promised, what is taken off."""

import re
from collections.abc import Iterator

from dangol.speak.claims.claim import Claim, Form, Taken, claim_of
from dangol.speak.facts import Value, ValueKind

_GAP = r"[\W_]{1,3}"


def loose(word: str) -> str:
    """A pattern for a word whose letters may be set apart by spaces or signs."""
    whole = r"\s?".join(map(re.escape, word.split(" ")))
    letters = word.replace(" ", "")
    if len(letters) < 2:
        return whole
    return rf"{whole}|(?<!\w)" + _GAP.join(map(re.escape, letters))


def _any(words: str) -> str:
    return "|".join(loose(word) for word in words.split("|"))


_FEE = (
    r"(?:배송비|택배비|배송료|송료|수수료|추가\s?(?:비용|요금)|비용|요금|값|送料|配送料"
    r"|手数料|追加料金|代金|料金)"
)
_FREE = re.compile(
    "|".join(
        (
            r"(?P<interest>무\s?이\s?자|無利[子息]|手数料無料|interest[\s-]?free|no interest)",
            _any("무료|공짜|무상|꽁짜|無料|無償|無代|タダ|むりょう|ムリョウ|フリーで|무 료 배 송"),
            r"무[\W_]{1,2}료(?=배송|로|예|입|$)|무-?fee",
            r"(?<!た)ただで(?!さえ)|(?<!\d)0\s?(?:원|円|won|yen|dollars?)(?![가-힣]피)",
            (
                r"거저|그냥\s?(?:드릴|드려|가져)|돈\s?(?:안\s?(?:받|내)|없이)|서비스로\s?(?:드|넣"
                r"|하나|챙)"
            ),
            (
                r"サービス(?:いたし|し)(?:ます|ちゃ|と)|お代は(?:結構|いただき|いりま|頂き)"
                r"|代金は(?:いただき|いりま|頂き)"
            ),
            _FEE + r"[은는이가도を는はがもゼ]{0,2}\s?(?:전혀\s?|一切)?(?:없[이어습음]|안\s?(?:받|내"
            r"|들|나)|제로|면제"
            r"|무\b|かか(?:りませ|らな)|なし|無し|いただきません|頂きません|不要|ゼロ"
            r"|ございません)",
            (
                r"(?:저희가|당사가|우리가|当店が|弊社が|こちらで)\s?(?:모두\s?|다\s?|전부\s?|全額"
                r"|すべて)?(?:부담|내요|낼게요|내\s?드|負担)"
            ),
            (
                r"(?<![a-z-])(?<!feel )f[\W_]?r[\W_]?[e3][\W_]?[e3](?![a-z])"
                r"(?!\s?(?:size|to\s(?!you)|up\b|time\b|사이즈|サイズ|hand|standing))"
            ),
            (
                r"(?<![a-z])(?:complimentary|gratis|on the house|on us(?![a-z])|won't cost"
                r"|costs? nothing"
                r"|nothing to pay|free of charge|(?:at\s)?no (?:extra |additional )?(?:cost|charge)"
                r"|(?:no|without(?: a| any)?|zero) (?:\w+ )?(?:fees?|charges?)(?![a-z])|(?:waive"
                r"|waiving)\w*"
                r"|we(?:'ll)? (?:pay|cover) (?:for )?(?:it all|everything|all|the|your|both))"
            ),
        )
    )
)
_MENTIONED = re.compile(
    r"\s?(?:배송|배송비)?\s?(?:기준|여부|주문(?=에|도|이|은|의)|인지|이어도|이더라도"
    r"|(?:으로\s?)?받으|이었|였)"
    r"|(?:の(?:ご注文|判定|場合|基準)|かどうか|でお届けした|になりますか|でも)"
    r"|\s?(?:delivery|shipping)?\s?(?:is judged|orders?\b|threshold)"
)
_MENTIONED_BEFORE = re.compile(
    r"(?:orders with|whether|qualify for|when (?:the )?delivery (?:is|was)|(?:had been|was|had|has)"
    r"|if (?:the )?delivery (?:is|was)|even (?:when|if) delivery is)\s?(?:a )?$"
)
_SIZE_BEFORE = re.compile(r"(?:사이즈|サイズ|size|/|\()\s?:?\s?$")
_OPTION_AFTER = re.compile(
    r"\s?(?:\)|은|는|이|가|도|を|は|が|で|の|사|재고|품절|남|在庫|売り切れ|あと|残り|is|was"
    r"|size|left|in stock|$|,|\.)"
)


def parse_free_claims(text: str, cased: str, taken: Taken) -> Iterator[Claim]:
    """What costs nothing; what it is, the words around it say."""
    for found in _FREE.finditer(text):
        if _is_option(found, cased) or not taken.is_free(*found.span()):
            continue
        taken.add(*found.span())
        is_mention = _MENTIONED.match(text, found.end()) or _MENTIONED_BEFORE.search(
            text, max(0, found.start() - 40), found.start()
        )
        topic = "interest" if found["interest"] else ""
        form = Form.MENTION if is_mention else Form.PLAIN
        yield claim_of(ValueKind.FREE, found, (Value(ValueKind.FREE, topic),), form)


def _is_option(found: re.Match[str], cased: str) -> bool:
    """FREE as a size: after a colour or a slash, before a particle."""
    if cased[found.start() : found.end()] != "FREE":
        return False
    before = cased[max(0, found.start() - 12) : found.start()]
    if _SIZE_BEFORE.search(before):
        return True
    named = re.search(r"[\w)] $", before) and _OPTION_AFTER.match(cased, found.end())
    return bool(named)


_GIFT = re.compile(
    "|".join(
        (
            _any(
                "사은품|증정|경품|덤으로|덤 하나|하나 더 드|끼워 드|끼워 줄|선물로 드|선물 드"
                "|선물을 드"
            ),
            r"1\s?\+\s?1|2\s?\+\s?1|원\s?플러스\s?원|투\s?플러스\s?원",
            _any("おまけ|景品|粗品|進呈|贈呈|ノベルティ|差し上げ"),
            (
                r"プレゼント(?:いた|し|を?(?:差|さ)|を?お|中|キャンペーン|付|つき)"
                r"|もう一[つ点枚](?:無料|差|プレ)"
            ),
            (
                r"(?<![a-z])(?:buy one,? get|bogo|freebie|giveaway|(?:a|free|bonus) gift (?:with"
                r"|for you|from us)"
                r"|bonus (?:item|gift)|throw(?:ing)? in|extra one|bonus (?:pair|piece))"
            ),
        )
    )
)
_GUARANTEE_WORDS: tuple[tuple[str, str], ...] = (
    (
        "legal",
        _any("법적|법적으로|법률상|계약상|구속력|法的|法律上|拘束力|契約上|法的効力")
        + r"|(?<![a-z])(?:legal(?:ly)?(?:[\s-]+binding)?|binding(?![a-z])|contractual(?:ly)?"
        r"|(?:enforceable|court|lawsuit|liable))",
    ),
    (
        "guarantee",
        _any("보장|보증|장담|확약|책임지고|책임 지고|맹세|保証|保障|確約|請け合")
        + r"|(?<![a-z])(?:guarant\w*|warrant(?:y|ies|ed)?(?![a-z])|assured?ly|assurance|insure[ds]?"
        r"|money[\s-]?back|risk[\s-]?free|no[\s-]risk|lifetime)",
    ),
    (
        "certain",
        _any(
            "무조건|틀림없|틀림없이|확실히|확실하게|반드시|기필코|백프로|백퍼|絶対|必ず"
            "|間違いなく|確実に|きっと"
        )
        + r"|절대로?(?!\s?적)|꼭\s?(?:도착|해\s?드릴|드릴|보내|환불|될|됩|받으실)"
        r"|(?<![a-z])(?:definitely|for sure|without fail|no matter what|for certain|100 ?% sure"
        r"|no doubt|undoubtedly|unconditional\w*|always arrives?)(?![a-z])",
    ),
    (
        "promise",
        _any("약속드|약속 드|약속해|약속합|약속할게|お約束し|お約束いた|約束し|約束いた")
        + r"|(?<![a-z])(?:(?:i|we) (?:can )?(?:promise|vow|swear)|(?:my|our) (?:word|promise)"
        r"|you have my word)",
    ),
    (
        "full_refund",
        (
            r"전액\s?(?:을\s?)?(?:환불|환급|돌려)|100\s?%\s?환불|全額(?:を)?(?:返金|払い戻)"
            r"|(?<![a-z])(?:full(?:y)? refund(?:ed)?|refund(?:ed)? (?:you |it )?(?:in full"
            r"|everything|fully))"
        ),
    ),
)
_GUARANTEE = re.compile(
    # Where none of them can begin, none is tried: most places of most replies.
    "(?=[법계구法律拘契보장확책맹保確請무틀반기백絶必間き절꼭약お約전全1lbcegwaimrndfuoy])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _GUARANTEE_WORDS)
    + ")"
)
_DENIED_AFTER = re.compile(
    r"[^.!?。\n]{0,14}?(?:[드릴리]\s?수\s?(?:는\s?)?없|드릴\s?수\s?없|할\s?수\s?없|수는\s?없"
    r"|하지\s?않|하지는\s?않|드리지\s?(?:못|않)|못\s?(?:해|합|드)"
    r"|어려|어렵|이?\s?아니|아닙|できません|できかね|いたしかね|しかね|出来ません"
    r"|ではありません|ではござい|するものでは)"
)
_DENIED_BEFORE = re.compile(r"(?:not|n't|cannot|no|never|unable to|without a?)\s(?:\w+\s){0,2}$")
_ASKED_AFTER = re.compile(
    r"[^.!?。\n]{0,24}(?:주세요|주십시오|하세요|마세요|바랍니다|부탁|ください|下さい|願い)"
    r"|[^.!?。\n]{0,8}서"
)
OFF = (
    r"(?<!\bday )(?<!\bdays )(?<!\btime )(?<!\btag )(?<!\btags )(?<!\byou )(?<!\bget )\boff\b"
    r"(?!-(?:white|black|shoulder|the-shoulder|road|cent))"
    r"(?!\s(?:the|your|its|their|this|any|both)\s(?:[a-z-]+\s){0,2}?(?:cover|hood|lid|cap|tag|label"
    r"|lining|strap|belt|shoe|jacket|coat|insole|button|film|sticker|collar|sleeve|scarf|ring|hat"
    r"|badge|brooch|pad|cuff|dust|dirt|stain)e?s?(?![a-z'’-])(?!\s(?:price|cost|fee|total|charge)))"
)
"""Something less to pay; not a cover that comes off, a day off, or off-white."""
_DISCOUNT = re.compile(
    r"(?:할\s?인|에누리|쿠폰|특가|세일)[^.!?\n]{0,9}?(?:해\s?드|드릴게|드려|드리겠|해\s?줄"
    r"|적용(?:해|됩|돼)|받으[세실]|넣어\s?드)"
    r"|깎아\s?(?:드|줄)|싸게\s?(?:드|해)|빼\s?드"
    r"|(?:割引|値引|クーポン|特価|セール)[^。!?\n]{0,8}?(?:いたします|します|差し上げ"
    r"|適用(?:され|し)|お付け|お渡し|お使い|になります)"
    r"|(?:お安く|おまけ)(?:し|いた)|まけ(?:ます|て)"
    r"|(?<![a-z])(?:(?:i'll|i will|i can|we'll|we will|we can|let me)\s(?:give|offer|apply"
    r"|take|knock|grant|add)"
    r"|you(?:'ll)?\sget|you(?:'ve)?\searned|here(?:'s| is)|enjoy)\s[^.!?\n]{0,28}"
    r"?(?:discount|coupon|voucher|" + OFF + r"|markdown)"
    r"|(?:discount|coupon|voucher)s?\s(?:has been|was|is|have been)\s(?:applied|added|yours)"
)


def parse_promise_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Gifts, guarantees and discounts without a number."""
    for found in taken.free_matches(_GIFT, text):
        yield claim_of(ValueKind.GIFT, found, (Value(ValueKind.GIFT, ""),))
    for found in taken.free_matches(_GUARANTEE, text):
        family = str(found.lastgroup)
        if _is_denied(found, text) or (
            family == "certain" and _ASKED_AFTER.match(text, found.end())
        ):
            continue
        yield claim_of(ValueKind.GUARANTEE, found, (Value(ValueKind.GUARANTEE, family),))
    for found in _DISCOUNT.finditer(text):
        # Its words are read for numbers and codes too, so nothing is taken.
        if re.search(r"(?:no|not|n't|cannot)\s", found[0]) is None:
            yield claim_of(ValueKind.DISCOUNT, found, (Value(ValueKind.DISCOUNT, ""),))


def _is_denied(found: re.Match[str], text: str) -> bool:
    return bool(
        _DENIED_AFTER.match(text, found.end())
        or _DENIED_BEFORE.search(text, max(0, found.start() - 30), found.start())
    )
