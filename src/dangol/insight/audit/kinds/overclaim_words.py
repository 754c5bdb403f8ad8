"""The words by which sentences claim: all, none, only, most, half, more than, doubled."""

import re

from dangol.insight.audit.reading.counted import NUMBER_CJK, NUMBER_EN

ALL = re.compile(
    (
        r"모든|모두|전부|둘 다|셋 다|나란히|일제히|고르게|어디서나|전 [가-힣]{1,4}(?:에서|이|가|의|"
        r"은|는)|"
        r"전\s?(?:지점|매장|부문|채널|항목|팀|지역|제품|연령대|업종|구간|기간)|전체가|"
        r"빠짐없이|하나같이|예외 없이|어느 .{1,8}(?:이나|나|든)|각 .{1,8}(?:모두|마다)|"
        r"다 (?:늘|줄|올|넘)|매(?:월|달|분기|년)|달마다|해마다|줄곧|꾸준히|내내|계속"
        r"|すべて|全て|どちらも|ともに(?!、)|全[0-9]{1,3}|いずれの|を問わず|全(?!体|国|般|額|力|"
        r"面|社員|然|く|長|身|"
        r"角|量|文|"
        r"員が\w{0,4}参加)[一-龥ァ-ヶー]{1,6}(?=で|が|は|に|の|も|と|を|、)|軒並み|"
        r"[一-龥]とも|いずれも|どの.{1,8}も|例外なく|ことごとく|毎月|毎期|毎年|一貫して|連続|"
        r"揃って|そろって"
        r"|\ball\b|\bevery\b|\beach\b|\bwithout exception\b|\bany of\b|\bboth\b|"
        r"\bthroughout\b|\bacross the board\b|\beverywhere\b|\bwhichever\b|\bsteadily\b|"
        r"\bconsistently\b|\bnone of .{1,40}\b(?:missed|failed|fell)\b"
    ),
    re.IGNORECASE,
)
NONE = re.compile(
    (
        r"하나도|한 번도|한 (?:곳|개|명|팀|건|달|주|분기)도|어느 .{1,8}도|아무 .{1,8}도|"
        r"단 (?:하나|한 .)도|없(?:다|었다|었고|고|으며|습니다)"
        r"|一度も|一つも|ひとつも|1(?:店舗|社|件|つ|人)も|どの.{1,8}も.{0,30}(?:ない|なかった|"
        r"ず)|ない(?:。|$)|なかった|ありません|皆無|ゼロ"
        r"|\bno (?:one|team|region|branch|store|channel|product|month|group|segment|site|plan|"
        r"department|country|customer|quarter|[a-z]+)\b|\bnone\b|\bnot (?:one|a single)\b|"
        r"\bneither\b|\bnobody\b|\bnever\b"
    ),
    re.IGNORECASE,
)
MOST = re.compile(
    (
        r"대부분의|대다수|과반의|절반 이상의|거의 모든|대부분 (?:지점|매장|부문|채널|지역|팀|"
        r"이|에서|늘|줄)|ほとんどの|大半の|大多数の|半数以上の|多くの"
        r"|\bmost (?:of the )?(?!common|frequent|of (?:it|that)|import)[a-z]+s\b|"
        r"\bnearly (?:all|every)\b|\balmost (?:all|every)\b|\bthe majority of\b"
    ),
    re.IGNORECASE,
)
ONLY = re.compile(
    (
        r"(?:뿐|만(?:이|\s|\s?유일)|유일하게|유일한|밖에)|だけ|のみ|唯一|\bonly\b|\balone\b|"
        r"\bthe (?:single|sole) "
    ),
    re.IGNORECASE,
)
HIGHEST = re.compile(
    r"(?:가장|제일)\s?(?:많|크|큰|높|컸|길|비싸|빠르|늦)|최고|최대(?! ?[0-9])|최다|1위|(?:가장|"
    r"제일) .{0,10}(?:많이|크게|높게)"
    r"|(?:最も|一番|もっとも)(?:.{0,6})(?:多|大き|高|長|伸び|増え)|最大(?! ?[0-9])|最高|最多|"
    r"首位|1位|トップ"
    r"|\b(?:highest|dearest|most expensive|largest|biggest|longest|greatest|top|the most|"
    r"grew most|best|most common|"
    r"most frequent|"
    r"best-selling)\b",
    re.IGNORECASE,
)
LOWEST = re.compile(
    (
        r"(?:가장|제일)\s?(?:적|작|낮|짧|싸|싼|저렴)|최저|최소(?! ?[0-9])|꼴찌|(?:最も|一番|"
        r"もっとも)(?:.{0,6})(?:少な|小さ|低|短|安)|最低(?! ?[0-9])|最少|最小|\b(?:lowest|"
        r"cheapest|smallest|"
        r"shortest|"
        r"fewest|least common)\b"
    ),
    re.IGNORECASE,
)
_FRACTIONS = (
    (50.0, r"절반|과반|반수|半数|半分|過半|五割|5割|\bhalf\b"),
    (66.7, r"3분의\s?2|三分の二|3分の2|\btwo[- ]thirds\b"),
    (75.0, r"4분의\s?3|四分の三|4分の3|\bthree[- ]quarters\b"),
    (
        33.3,
        (
            r"3분의\s?1|셋 중 하나|세 [명건곳개] 중 한|三分の一|3分の1|3(?:人|件|社)に1|\b(?:a|"
            r"one)[- ]third\b|\bone in three\b"
        ),
    ),
    (
        25.0,
        (
            r"4분의\s?1|넷 중 하나|네 [명건곳개] 중 한|四分の一|4分の1|4(?:人|件|社)に1|"
            r"\b(?:a|one)[- ]quarter of\b|\bone in four\b|"
            r"\b(?:than|nearly|almost|about|over|under) a quarter\b"
        ),
    ),
    (
        20.0,
        (
            r"5분의\s?1|다섯 중 하나|다섯 [명건곳개] 중 한|五分の一|5分の1|5(?:人|件|社)に1|\b(?:a|"
            r"one)[- ]fifth\b|\bone in five\b"
        ),
    ),
    (40.0, r"5분의\s?2|五分の二|5分の2|\btwo[- ]fifths\b"),
    (10.0, r"열 중 하나|10(?:人|件|社)に1|\b(?:a|one)[- ]tenth\b|\bone in ten\b"),
)
FRACTIONS = tuple((value, re.compile(one, re.IGNORECASE)) for value, one in _FRACTIONS)
MAJORITY = re.compile(
    r"과반|過半|대부분|거의 (?:다|모두)|大半|大部分|ほとんど|\bmajority\b|"
    r"\bmost of\b",
    re.IGNORECASE,
)
OVER = re.compile(
    (
        r"넘|이상|웃돌|超|以上|上回|余り|強|\bmore than\b|\bover\b|\babove\b|\bat least\b|"
        r"\bjust over\b"
    ),
    re.IGNORECASE,
)
UNDER = re.compile(
    (
        r"못 미|못미|안 되|안 된|이하|미만|밑돌|弱|近く|近い|未満|以下|下回|満たな|届か|가까|"
        r"거의|\bless than\b|"
        r"\bfewer than\b|\bunder\b|\bbelow\b|\bnearly\b|\balmost\b|\bclose to\b|\bat most\b"
    ),
    re.IGNORECASE,
)


def read_limit_of(clause: str) -> float | None:
    """The percentage of more than half, of less than a third; None where it is only about that."""
    found = next(((value, one) for value, at in FRACTIONS if (one := at.search(clause))), None)
    if found is None or re.search(r"\b(?:nearly|almost|close to)\b|가까|거의|近く|弱", clause):
        return None
    return found[0]


def read_fraction_of(clause: str) -> tuple[float, float] | None:
    """The percentages that a half, a third or most may stand for, with more than and nearly."""
    found = next(((value, one) for value, at in FRACTIONS if (one := at.search(clause))), None)
    if found is None or MAJORITY.search(clause):
        return (50.0, 100.0) if MAJORITY.search(clause) else None
    value, said = found
    around = clause[max(0, said.start() - 16) : said.start()] + " … " + clause[said.end() :][:12]
    is_over, is_under = bool(OVER.search(around)), bool(UNDER.search(around))
    if is_over == is_under:
        by = max(2.5, 0.11 * value)
        return (value - by, value + by)
    if is_over:
        return (value - 0.1, 100.0)
    return (
        0.0 if re.search(r"less|fewer|못|안 |未満|満たな|届か|미만", around) else value * 0.75,
        value + 0.1,
    )


MULTIPLES = (
    (
        re.compile(
            r"(?:두|2)\s?배(?:가|로|를|\s?넘|\s?이상)|倍増|(?<![0-9])2倍|\bdoubled\b|\btwice as\b"
        ),
        2.0,
    ),
    (
        re.compile(
            r"(?:세|3)\s?배(?:가|로|를|\s?넘|\s?이상)|3倍|三倍|\btripled\b|\btrebled\b|"
            r"\bthree times\b"
        ),
        3.0,
    ),
    (
        re.compile(
            r"(?:네|4)\s?배(?:가|로|를|\s?넘|\s?이상)|4倍|四倍|\bquadrupled\b|\bfour times\b"
        ),
        4.0,
    ),
    (
        re.compile(
            r"(?:다섯|5)\s?배(?:가|로|를|\s?넘|\s?이상)|5倍|五倍|\bquintupled\b|\bfive times\b"
        ),
        5.0,
    ),
    (
        re.compile(
            r"절반으로|반으로 줄|반\s?토막|半減|半分に(?:減|な)|\bhalved\b|\bcut in half\b|"
            r"\bby half\b"
        ),
        0.5,
    ),
)
NEAR = re.compile(
    (
        r"거의|가까|약\s|쯤|ほぼ|約|近く|\bnearly\b|\balmost\b|\babout\b|\broughly\b|"
        r"\baround\b|\bclose to\b"
    ),
    re.IGNORECASE,
)
GOAL = re.compile(
    (
        r"목표|기준|한도|계획|基準|上限|目標|計画|\btargets?\b|\bplan\b|\bgoals?\b|\bbudget\b|"
        r"예산|予算"
    ),
    re.IGNORECASE,
)
ACTUAL = re.compile(
    (
        r"실적|실제|결과|달성|실시|実績|実際|結果|\bactuals?\b|\bresult\b|\bachieved\b|"
        r"\bdone\b"
    ),
    re.IGNORECASE,
)
MORE = re.compile(
    (
        r"많|크|높|길|비싸|앞섰|앞선|웃돌|多|大き|高|長|上回|\bmore\b|\bhigher\b|\blarger\b|"
        r"\bbigger\b|\bgreater\b|\blonger\b|\bahead\b|\babove\b|\bbetter\b|\bbeat\b"
    ),
    re.IGNORECASE,
)
LESS = re.compile(
    (
        r"적|작|낮|짧|밑돌|少な|小さ|低|短|下回|\bless\b|\blower\b|\bfewer\b|\bsmaller\b|"
        r"\bshorter\b|\bbelow\b|\bworse\b"
    ),
    re.IGNORECASE,
)
THAN = re.compile(
    r"보다|より|\bthan\b|\bahead of\b|\babove\b|\bbelow\b|\bbeat\b|에 앞|を上回|を下回|を超え",
    re.IGNORECASE,
)
REPEATED = re.compile(
    (
        r"매월|매달|매주|매분기|매년|달마다|해마다|주마다|분기마다|판마다|때마다|줄곧|꾸준|"
        r"내내|계속|연속|한 번도|한 (?:달|주|분기)도|모든 (?:달|월|주|분기|해)|어느 (?:달|주|"
        r"분기)"
        r"|(?:え|り|し|び)続け|続いて(?:い|増|減)|(?:月|週|期|年|四半期|版|回)ごと|毎月|毎週|"
        r"毎期|毎年|毎四半期|一貫|連続|一度も|"
        r"どの(?:月|週|四半期|年)|すべての(?:月|週|四半期|年)|全ての(?:月|週|四半期|年)"
        r"|\b(?:every|each|any|no|all|in all) (?:[a-z]+ )?(?:months?|quarters?|years?|weeks?|"
        r"days?)\b|steadily|consistently|throughout|\bkept (?:rising|falling|growing|climbing|"
        r"dropping)|\b(?:n?ever)\b|\bin a row\b"
    ),
    re.IGNORECASE,
)
"""That it held at each of several times."""
YES = re.compile(
    (
        r"^(?:○|◯|〇|◎|✓|✔|✅|●|O|Y|yes|있음|있다|가능|지원|완료|됨|예|통과|충족|적용|あり|有|"
        r"可|対応|対応済み?|済み?|完了|はい|合格|達成|達成済み?|done|met|complete(?:d)?|"
        r"passed?|true|included|supported|available|live)$"
    ),
    re.IGNORECASE,
)
NO = re.compile(
    (
        r"^(?:×|✗|✕|✘|❌|X|N|no|중단|취소|대기|미정|검토 중|협의 중|保留|中止|検討中|中断|待ち|"
        r"on hold|paused|blocked|"
        r"cancelled|rejected|없음|없다|불가|미지원|미완료?|안 됨|아니오|실패|미달|미충족|"
        r"미적용|진행 중|진행중|예정|지연|보류|-|–|—|△|▲|なし|無|不可|未対応|未|未完了|いいえ|"
        r"不合格|未達|対応中|予定|遅延|not done|missed|incomplete|failed?|false|not included|"
        r"not supported|unavailable|open|pending|late|delayed|planned|partly|partial|"
        r"in progress|not yet|none|n/a|not offered|미제공|제공 안 함|無し)$"
    ),
    re.IGNORECASE,
)
DOUBLE_DIGIT = re.compile(r"두 자릿수|두자릿수|二桁|2桁|ふた桁|double[- ]digit", re.IGNORECASE)
_COMPARED = (
    (
        -1,
        False,
        (
            r"넘지 않|넘지 못|넘은 .{0,6}없|超えな|超えず|超えた.{0,6}ない|\bnot exceed|"
            r"\bno more than\b|"
            r"\b(?:never|not) (?:pass|passes|passed|exceeds?|exceeded)\b"
        ),
    ),
    (
        -1,
        True,
        (
            r"못 미|못미|미달|미만|밑돌|밑으로|하회|아래|未満|下回|届か|達しな|達せ|未達|"
            r"\bbelow\b|\bunder\b|\bless than\b|\bfewer than\b|\bbehind\b|\bmissed\b|"
            r"\bfell short\b|"
            r"\bdid not (?:reach|meet)\b|\b(?:cheaper|lower|shorter|faster|smaller) than\b"
        ),
    ),
    (
        -1,
        False,
        r"이하|이내|안에|以下|以内|収ま|\bat most\b|\bwithin\b|\bor (?:less|fewer|below|lower)\b",
    ),
    (
        1,
        True,
        (
            r"넘|초과|웃돌|웃돈|상회|앞섰|上回|超え|超過|\babove\b|\bover\b|\bmore than\b|\bexceed|"
            r"\bpassed\b|\bbeat\b|\btopped\b|\bahead of\b|"
            r"\b(?:higher|longer|dearer|slower|larger|better) than\b"
        ),
    ),
    (
        1,
        False,
        (
            r"이상|이르|도달|달성|충족|채웠|지켰|以上|達し|届い|達成|クリア|満たし|\bat least\b|"
            r"\breach(?:ed|es)?\b|\bhit\b|\bmet\b|\bor (?:more|above|better|higher)\b|\bcleared\b|"
            r"\bon target\b"
        ),
    ),
)
_COMPARISONS = tuple(
    (sign, is_strict, re.compile(one, re.IGNORECASE)) for sign, is_strict, one in _COMPARED
)


def compared(clause: str) -> tuple[int, bool] | None:
    """Which side of a limit the clause says, and whether the limit itself is not meant.

    None where it says neither, or both.
    """
    found: list[tuple[int, bool]] = []
    for sign, is_strict, pattern in _COMPARISONS:
        if pattern.search(clause):
            found.append((sign, is_strict))
            clause = pattern.sub(" ", clause)
    return found[0] if len({sign for sign, _ in found}) == 1 else None


UNCHANGED = re.compile(
    (
        r"그대로|변화가 없|변동이 없|변함|같았|제자리|横ばい|変わらな|変わって(?:い)?ない|変化がな|"
        r"変化はな|据え置|\bunchanged\b|\bdid not (?:change|move)\b|\bno change\b|\bflat\b|"
        r"\bthe same (?:as|in)\b|\bheld steady\b"
    ),
    re.IGNORECASE,
)
"""That something did not change."""
PRIOR = re.compile(
    (
        r"전년|작년|지난해|전월|지난달|전분기|전기|前年|昨年|前月|先月|前期|前回|"
        r"\b(?:last|previous|prior) (?:year|month|quarter|season|time|wave)\b|"
        r"\b(?:the )?(?:year|month|quarter) (?:before|earlier)\b|\ba year ago\b"
    ),
    re.IGNORECASE,
)
"""The time before."""
REACHED_HEAD = re.compile(
    r"달성률|달성율|진도율|達成率|進捗率|前年比|前年同[月期]比|전년비|achieve|attain|"
    r"% of (?:target|plan)",
    re.IGNORECASE,
)
"""A column that prints 104 where a target was passed by 4%."""
LEADS = re.compile(
    (
        r"가장 (?:높|많|크|컸)|앞섰|앞선|앞서|높았|많았|더 (?:높|많|컸|좋)|이겼|1위|"
        r"最も(?:高|多|大)|一番(?:高|多|大)|上回|高かった|多かった|首位|1位|トップ|勝|"
        r"\b(?:won|wins|beat|beats|better|best|higher|highest|more|ahead|led|leads|lead|first|"
        r"outperform\w*|largest|biggest|most)\b"
    ),
    re.IGNORECASE,
)
"""That something is above all others."""
TRAILS = re.compile(
    (
        r"가장 (?:낮|적|작)|꼴찌|최하위|뒤졌|뒤처|最も(?:低|少|小)|一番(?:低|少|小)|最下位|"
        r"\b(?:worst|lowest|smallest|fewest|last(?! (?:year|month|quarter|week|time|wave))|least)\b"
    ),
    re.IGNORECASE,
)
"""That something is below all others."""
OURS = re.compile(
    (
        r"^(?:us|we|ours?(?: \w+)?|우리(?: .{1,6})?|자사|당사|自社|当社|弊社|わが社)$|대조|"
        r"기존안?$|현행|\bcontrol\b|\bbaseline\b|対照|現行|既存"
    ),
    re.IGNORECASE,
)
THAN_OURS = re.compile(
    (
        r"우리|자사|당사|대조|기존|현행|自社|当社|対照|現行|既存|\bthan (?:us|we|ours|our)\b|"
        r"\bcontrol\b|\bbaseline\b"
    ),
    re.IGNORECASE,
)
NOT = re.compile(
    (
        r"지 않|지는 않|지 못|아니|란 법|ではない|わけではな|とは限ら|\bnot (?:all|every|each|"
        r"both|in)\b|"
        r"\bn't\b|\bdid not\b|\bdoes not\b|\bdo not\b|\bhas not\b|\bhave not\b"
    ),
    re.IGNORECASE,
)
"""That the clause denies what it says."""
NO_EXCEPTION = re.compile(
    r"빠짐없이|예외 없이|例外なく|漏れなく|欠かさず|\bwithout exception\b", re.IGNORECASE
)
"""That a none is no none: 한 달도 빠짐없이."""
DENIED = re.compile(r"지 않|지 못|[^しかっ]なかった|ならな|していな|\bnot\b|n't\b", re.IGNORECASE)
"""That what a verb says is denied."""
BOTH = re.compile(
    r"모두|다 |둘 다|나란히|とも|両|いずれも|どちらも|ともに|\bboth\b|\bneither\b|\ball\b",
    re.IGNORECASE,
)
IS_OF_ROWS = re.compile(
    (
        r"(?:지점|매장|점포|부문|본부|채널|항목|문항|팀|지역|제품|품목|연령대|업종|상품|분야|"
        r"구분|요금제|"
        r"과목|단계|반|층|거점|경로|나라|권역|店舗?|部門|項目|地域|支店|拠点|商品|製品|チーム|"
        r"年代|区分|社|"
        r"コース|校|路線|工場|施設|窓口|プラン|経路|科|課|部署)|가|이|\s?늘|\s?줄|(?:모두|"
        r"すべて|いずれも|전부)"
        r"|\b(?:branch|store|region|team|channel|product|plan|site|segment|group|item|department|"
        r"country|depot|shop|market|class|question|line|course|office|row|area|category|measure|"
        r"ward|route|topic|source|one)(?:e?s)?\b"
    ),
    re.IGNORECASE,
)
"""What a quantifier may be about where the table's own word for its rows is not said."""
AMONG = re.compile(
    r"위 안|상위|上位|以内|\btop [0-9]|\btop (?:two|three|five)|\bone of\b|중 하나|가운데 하나|"
    r"のひとつ|の一つ|\bamong\b|나머지|ほかの|その他の",
    re.IGNORECASE,
)
"""That there are several of the highest, or that they are of a part of the rows."""
CHANGE = re.compile(
    (
        r"폭|차이|격차|증가|감소|변화|개선|늘어난|줄어든|差|幅|伸び|変化|改善|\b(?:gap|increase|"
        r"decrease|"
        r"jump|drop|gain|loss|change|growth|difference|swing|improvement)s?\b|\b(?:fastest|"
        r"slowest)\b"
    ),
    re.IGNORECASE,
)
"""That a superlative is about a change or a gap and not about a value."""
GAP = re.compile(r"차이|차$|격차|gap|difference|against|vs\b|差", re.IGNORECASE)
RANKED = re.compile(
    (
        r"(?:가장|제일) (?:많은|큰|높은|긴|적은|작은|낮은|짧은) ([가-힣]+?)(?:은|는|이|가|을|를|"
        r"으로|이다|\s|$)"
        r"|(?:最も|一番)(?:多い|大きい|高い|長い|少ない|小さい|低い|短い)([一-龥ァ-ヶー]+)"
        r"|(?:最大|最多|最高|最低|最小|最少)の([一-龥ァ-ヶー]+)"
        r"|\b(?:highest|largest|biggest|longest|top|lowest|smallest|shortest|best|worst|"
        r"most common|"
        r"most frequent|best-selling)\b (?:single )?(?!of\b|among\b|with\b|in\b|at\b|by\b|and\b|"
        r"the\b)([a-z-]+)"
    ),
    re.IGNORECASE,
)
"""A superlative and what is called so."""
RANKED_KIND = re.compile(
    (
        r"(?:것|곳|쪽|항목|이유|경로|채널|지역|지점|매장|점포|팀|품목|제품|부문|업종|달|월|분기|"
        r"해|もの|"
        r"項目|理由|経路|地域|店|店舗|部門|商品|製品|月|年|四半期|区分|層|group|share|part|"
        r"reason|source|"
        r"channel|region|market|segment|kind|item|block|line|number|month|quarter|year|category|"
        r"team|"
        r"branch|store|topic|product)"
    ),
    re.IGNORECASE,
)
OF_THOSE = re.compile(r"그중|이 가운데|その(?:うち|中)|\bof (?:those|these|which)\b", re.IGNORECASE)
TOGETHER = re.compile(
    (
        r"함께|합쳐|합치|합하|더하|둘이|둘을|셋이|합은|合わせ|合計|足す|\btogether\b|\bcombined\b|"
        r"\bboth\b|\band\b"
    ),
    re.IGNORECASE,
)
STAGES = re.compile(
    r"단계|퍼널|깔때기|전환|段階|ファネル|ステップ|\bstages?\b|\bsteps?\b|funnel", re.IGNORECASE
)
DENIES = re.compile(r"않|없|ない|ず|\bnot\b|\bno\b|\bnone\b|n't", re.IGNORECASE)
_RANKS = (
    (2, r"두 번째|둘째|2위|2番目|二番目|次に|次い|2位|\bsecond\b|\bnext\b|다음으로"),
    (3, r"세 번째|셋째|3위|3番目|三番目|3位|\bthird\b(?!s)"),
)


def read_rank(clause: str) -> int:
    """Which place the clause gives: the second-largest is 2; without a number the first."""
    return next((at for at, one in _RANKS if re.search(one, clause, re.IGNORECASE)), 1)


MOST_OF = re.compile(r"\bthe (?:most|least)\b(?! common| frequent| popular)", re.IGNORECASE)
"""That something is the most, of what another word says."""
IN_PERCENT = re.compile(
    r"率|율|비율|퍼센트|パーセント|\bper ?cent\b|\brates?\b|\brelative|\bfastest\b|\bslowest\b|"
    r"%",
    re.IGNORECASE,
)
"""That a change is meant relative to what it was."""
IN_AMOUNTS = re.compile(
    r"額|件数|数で|액|건수|인원|\bamounts?\b|\babsolute|\bheads?\b|\bnumbers?\b", re.IGNORECASE
)
"""That a change is meant as it is counted."""
TIMES_IN_WORDS = re.compile(rf"(?<=than )(once|twice|({NUMBER_EN}) times)\b(?! as)", re.IGNORECASE)
"""How often: late more than twice."""
WENT_BEYOND = re.compile(
    (
        r"\b(?:fell|fallen|falls|dropped|drops|dipped|rose|risen|rises|climbed|went|goes) "
        r"(?:below|under|above|over|beyond|past)\b|を?[上下]回[っりる]|밑으로 (?:떨어|내려)|"
        r"아래로 (?:떨어|내려)"
    ),
    re.IGNORECASE,
)
"""That a limit was passed, which is no rise and no fall."""
SINCE = re.compile(
    r"\b(?:on|since|from|against|over|compared with|after) (?:the )?|부터|이후|에 비해|대비|"
    r"から|以降|比べ",
    re.IGNORECASE,
)
"""That a time is what something is compared with."""
LAST_FEW = re.compile(
    rf"\b(?:last|past|latest) ({NUMBER_EN})\b|(?:최근|마지막|지난|直近|最近|"
    rf"過去)\s?(?:の\s?)?({NUMBER_CJK})",
    re.IGNORECASE,
)
"""That a claim is of the last few times."""
WE = re.compile(r"\b(?:we|us|our|ours)\b|우리|당사|자사|当社|自社|弊社", re.IGNORECASE)
