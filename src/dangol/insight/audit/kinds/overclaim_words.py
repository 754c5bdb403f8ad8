"""The words by which sentences claim: all, none, only, most, half, more than, doubled."""

import re

ALL = re.compile(
    (
        r"모든|모두|전부|일제히|고르게|어디서나|전 [가-힣]{1,4}(?:에서|이|가|은|는)|"
        r"전\s?(?:지점|매장|부문|채널|항목|팀|지역|제품|연령대|업종|구간|기간)|전체가|"
        r"빠짐없이|하나같이|예외 없이|어느 .{1,8}(?:이나|나|든)|각 .{1,8}(?:모두|마다)|"
        r"다 (?:늘|줄|올|넘)|매(?:월|달|분기|년)|달마다|해마다|줄곧|꾸준히|내내|계속"
        r"|すべて|全て|全[0-9]{1,3}|いずれの|を問わず|全(?!体|国|般|額|力|面|社員|然|く|長|身|角|量|文|"
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
    r"(?:가장|제일)\s?(?:많|크|큰|높|컸|길|비싸|빠르|늦)|최고|최대|최다|1위|(?:가장|"
    r"제일) .{0,10}(?:많이|크게|높게)"
    r"|(?:最も|一番|もっとも)(?:.{0,6})(?:多|大き|高|長|伸び|増え)|最大|最高|最多|首位|1位|トップ"
    r"|\b(?:highest|largest|biggest|longest|greatest|top|most common|most frequent|"
    r"best-selling)\b",
    re.IGNORECASE,
)
LOWEST = re.compile(
    (
        r"(?:가장|제일)\s?(?:적|작|낮|짧)|최저|최소|꼴찌|(?:最も|一番|"
        r"もっとも)(?:.{0,6})(?:少な|小さ|低|短)|最低|最少|最小|\b(?:lowest|smallest|shortest|"
        r"fewest|least common)\b"
    ),
    re.IGNORECASE,
)
AT_LEAST = re.compile(
    (
        r"이상|넘|이르|도달|달성|웃돌|웃돈|상회|초과|충족|以上|超え|超過|上回|達し|届い|達成|"
        r"クリア|満たし|\bat least\b|"
        r"\b(?:higher|longer|dearer|slower|larger) than\b|"
        r"\babove\b|\bover\b|\bmore than\b|\breached?\b|\bexceed|"
        r"\bhit\b|\bmet\b|\bpassed\b|\bbeat\b|\bor (?:more|above|better|higher)\b|\btopped\b|"
        r"\bcleared\b"
    ),
    re.IGNORECASE,
)
AT_MOST = re.compile(
    (
        r"이하|미만|밑돌|밑으로|아래|안에|이내|못 미|못미|하회|넘지 않|넘은 .{0,6}없|以下|"
        r"未満|下回|以内|届か|達しな|収ま|超えな|\bat most\b|"
        r"\b(?:cheaper|lower|shorter|faster|smaller) than\b|"
        r"\bbelow\b|\bunder\b|"
        r"\bless than\b|\bwithin\b|\bfewer than\b|\bor (?:less|fewer|below|lower)\b|"
        r"\bdid not (?:reach|exceed)\b|\bmissed\b|\bfell short\b"
    ),
    re.IGNORECASE,
)
HALF = (
    (
        re.compile(
            (
                r"절반\s?(?:이\s?넘|을\s?넘|이상|을\s?웃)|과반|半数以上|半分以上|過半|半数を超|"
                r"半分を超|\b(?:more than|over) half\b|\bmajority\b|\bmost of\b"
            )
        ),
        50.0,
        100.0,
    ),
    (
        re.compile(
            r"(?:3분의\s?2|세\s?(?:곳|개|명) 중 (?:두|2)|三分の二|3分の2|\btwo[- ]thirds\b)"
        ),
        61.0,
        73.0,
    ),
    (re.compile(r"(?:4분의\s?3|四分の三|4分の3|\bthree[- ]quarters\b)"), 70.0, 80.0),
    (re.compile(r"(?:3분의\s?1|三分の一|3分の1|\b(?:a|one)[- ]third\b)"), 28.0, 39.0),
    (
        re.compile(
            r"4분의\s?1|넷 중 하나|네 [명건곳개] 중 한|四分の一|4分の1|4(?:人|件|社)に1|"
            r"\ba quarter of\b|\bone in four\b|\bone quarter\b"
        ),
        21.0,
        29.0,
    ),
    (
        re.compile(
            r"5분의\s?1|다섯 중 하나|다섯 [명건곳개] 중 한|五分の一|5分の1|5(?:人|件|社)に1|"
            r"\ba fifth of\b|\bone in five\b|\bone fifth\b"
        ),
        17.0,
        23.0,
    ),
    (re.compile(r"셋 중 하나|세 [명건곳개] 중 한|3(?:人|件|社)に1|\bone in three\b"), 28.0, 39.0),
    (re.compile(r"열 중 하나|10(?:人|件|社)に1|\bone in ten\b|\ba tenth of\b"), 8.0, 12.5),
    (re.compile(r"대부분|거의 (?:다|모두)|大半|大部分|ほとんど"), 50.0, 100.0),
    (
        re.compile(
            r"절반\s?(?:가까|에 가까|쯤|정도|에 못|이 안)|半分近|半数近|半分弱|\b(?:nearly|almost|"
            r"about|around|close to|just under) half\b"
        ),
        38.0,
        56.0,
    ),
    (re.compile(r"절반|半数|半分|\bhalf\b"), 43.0, 57.0),
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
        r"\bbigger\b|\bgreater\b|\blonger\b|\bahead\b|\babove\b|\bbetter\b"
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
THAN = re.compile(r"보다|より|\bthan\b|\bahead of\b|\babove\b|\bbelow\b", re.IGNORECASE)
REPEATED = re.compile(
    (
        r"매월|매달|매주|매분기|매년|달마다|해마다|주마다|분기마다|판마다|때마다|줄곧|꾸준|"
        r"내내|계속|연속|한 번도|한 (?:달|주|분기)도|모든 (?:달|월|주|분기|해)|어느 (?:달|주|"
        r"분기)"
        r"|(?:月|週|期|年|四半期|版|回)ごと|毎月|毎週|毎期|毎年|毎四半期|一貫|連続|一度も|"
        r"どの(?:月|週|四半期|年)|すべての(?:月|週|四半期|年)|全ての(?:月|週|四半期|年)"
        r"|\b(?:every|each|any|no|all|in all) (?:[a-z]+ )?(?:months?|quarters?|years?|weeks?|"
        r"days?)\b|steadily|consistently|throughout|\bnever\b|\bin a row\b"
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
        r"^(?:×|✗|✕|✘|❌|X|N|no|없음|없다|불가|미지원|미완료?|안 됨|아니오|실패|미달|미충족|"
        r"미적용|진행 중|진행중|예정|지연|보류|-|–|—|△|▲|なし|無|不可|未対応|未|未完了|いいえ|"
        r"不合格|未達|対応中|予定|遅延|not done|missed|incomplete|failed?|false|not included|"
        r"not supported|unavailable|open|pending|late|delayed|planned|partly|partial|"
        r"in progress|not yet|none|n/a|not offered|미제공|제공 안 함|無し)$"
    ),
    re.IGNORECASE,
)
DOUBLE_DIGIT = re.compile(r"두 자릿수|두자릿수|二桁|2桁|ふた桁|double[- ]digit", re.IGNORECASE)
CONTROL = re.compile(r"대조|기존|현행|control|baseline|current|対照|現行|既存", re.IGNORECASE)
