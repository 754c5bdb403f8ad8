"""What a figure is said of: the words about it, and those that make it another thing."""

import re
from functools import lru_cache

import msgspec

from dangol.insight.audit.reading.dates import read_periods
from dangol.insight.audit.reading.figures import Figure, read_figures

_EN_STOPS_WORDS = """
the and for with from that this than then into over under about after before which whom
whose have has had were was are will would can could should been being their there they
them our ours your its his her not but who what when where while until since per each
every all any some most more less fewer only just also other another such same very
much many both still now today yesterday tomorrow total number figure new old first
second third last next one two three four five six seven eight nine ten above below
page table
"""
_EN_STOPS = frozenset(_EN_STOPS_WORDS.split())
_KO_TAIL = re.compile(
    r"(?:에서는|으로는|에서|으로|까지|부터|보다|에게|이라|라는|이다|였다|했다|한다|하는|"
    r"되는|된다|은|는|이|가|을|를|의|에|로|와|과|도|만|며|고)$"
)
_KO_STOPS_WORDS = """
이번 그중 모두 전체 합계 가운데 중에 이후 이전 현재 기준 경우 때문 정도 가량 대비 으로
에서 있다 없다 된다 한다 했다 위해 통해 따라 대한 모든 이상 이하 미만 초과 지금 오늘
올해 매월 월
"""
_KO_STOPS = frozenset(_KO_STOPS_WORDS.split())
_JA_STOPS_WORDS = """
合計 全体 現在 以上 以下 未満 場合 時点 今回 今年 今月 前年 同月 年度 約束 必要
"""
_JA_STOPS = frozenset(_JA_STOPS_WORDS.split())
_TOKEN = re.compile(r"[A-Za-z][a-z]{3,}|[A-Z]{2,}|[가-힣]{2,}|[一-龥々]{2,}|[ァ-ヶー]{2,}")
_EDGE = re.compile(r"[,、。;:：]\s|[、。;]|\.\s|지만|으나|\bbut\b|\bwhile\b|\bwhereas\b")
SENSE = re.compile(
    (
        r"목표|계획|예산|예상|전망|예측|지난|작년|전년|전월|전분기|이전|평균|중앙값|중간값|"
        r"최대|최고|최저|최소|누적|순매출|순이익|순증|총매출|총액|부가세|세전|세후|제외|뺀|"
        r"빼면|포함|신규|기존|남성|여성|국내|해외|실제|장부|증가|감소|늘|줄|올랐|내렸|할인|"
        r"하루|추가|나머지|남은|가운데|까지|썼|쓴 |집행|월간|연간|일별|월별|상위|유료|무료|유효|"
        r"재방문|시범|본사|첫|"
        r"마지막|전체"
        r"|目標|計画|予算|予想|見込|予測|前年|昨年|先月|前月|前回|以前|平均|中央値|最大|最高|"
        r"最低|最小|累計|純|総売上|総額|税抜|税込|除|含|新規|既存|男性|女性|国内|海外|実際|"
        r"帳簿|増|減|割引|一日|追加|残り|うち|まで|使っ|使い|月間|年間|上位|有料|無料|有効|初回|"
        r"最終|別|全体"
        r"|\btarget|\bplan(?:ned)?\b|\bbudget|\bforecast|\bexpect|\blast (?:year|month|"
        r"quarter|week)|\bprevious|\bearlier|\bformer|\bbefore\b|\bafter\b|\bbaseline|"
        r"\bcontrol\b|\baverage|\bmedian|\bmean\b|\bmax|\bmin\b|\bcumulative|\bnet\b|"
        r"\bgross\b|\bwithout\b|\bexclud|\binclud|\bdifference|\bmore\b|\bless\b|\bfewer\b|"
        r"\bincreas|\bdecreas|\bgrew\b|\bfell\b|\brose\b|\bup\b|\bdown\b|\bnew\b|\bexisting\b|"
        r"\bextra|\badditional|\bremain|\bleft\b|\bspent\b|\bso far\b|\buntil\b|\bdiscount|"
        r"\bif\b|\bwould\b|\bpaid\b|"
        r"\bfree\b|\btop\b|\bfirst\b|\bonly\b|\bof (?:which|whom|these|them|those)\b|\bmen\b|"
        r"\bwomen\b|\bmonthly\b|\byearly\b|\bannual|\bdaily\b|\bunique\b|\bactive\b|\ball\b|"
        r"\boverall\b|\bother\b"
    ),
    re.IGNORECASE,
)
_CODES = re.compile(
    r"(?<![0-9A-Za-z])[vV]?[0-9]+(?:\.[0-9]+){2,}|[A-Za-z]{1,8}-?[0-9]+(?:[.-][0-9]+)*|"
    r"[A-Z](?=안|案|군|組|班|사\b|社| ?그룹|グループ|\s?팀|チーム)|\b(?:group|plan|"
    r"variant|option|version|team) [A-Z0-9]\b|第[0-9]+|제[0-9]+|(?:질문|문항|단계|설문|조|"
    r"그룹|구역|問|設問|グループ|段階|地区|\b[Qq]uestion|\b[Ss]tep|\b[Pp]hase|\b[Ww]ave|"
    r"\b[Rr]ound|\b[Ss]tage|\b[Pp]art|\b[Zz]one) ?[0-9]+|\b(?:first|second|third|fourth|fifth) "
    r"(?:group|wave|round|phase|site|team|half|quarter|year|question|part|stage|survey|batch|"
    r"floor|line|"
    r"shop|store|day|week|month|draft)\b|(?:첫|두|세|네) 번째|[0-9]+(?:차|회차|次|回目|号)"
)


CHANGED = re.compile(r"늘|줄|증가|감소|더 |덜 |많|적|차이|增|増|減|多い|少な|上回|下回|差|追加|残")
"""That a figure is a change, said behind it."""


class Context(msgspec.Struct, frozen=True):
    """What stands about a figure."""

    near: frozenset[str]
    """The content words of its clause."""
    wide: frozenset[str]
    """Those of its sentence."""
    senses: frozenset[str]
    marks: frozenset[str]
    """Months, years, versions and codes: another mark is another thing."""

    @property
    def codes(self) -> frozenset[str]:
        """The marks that are no periods."""
        return frozenset(one for one in self.marks if not re.fullmatch(r"[mqhy]\w+", one))


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The nouns of a text, roughly, without what bends them."""
    found: set[str] = set()
    for token in _TOKEN.findall(text):
        word = token.lower()
        if word[0].isascii():
            word = word[:-3] + "y" if word.endswith("ies") else word
            word = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
            if word not in _EN_STOPS and len(word) > 2:
                found.add(word)
            continue
        if "가" <= word[0] <= "힣":
            word = _KO_TAIL.sub("", word)
            if len(word) > 1 and word not in _KO_STOPS:
                found.add(word)
            continue
        if word not in _JA_STOPS:
            found.add(word)
    return frozenset(found)


def clause_about(text: str, figure: Figure) -> str:
    """The words between the figures and stops on both sides of a figure."""
    figures = read_figures(text)
    before = max((one.end for one in figures if one.end <= figure.start), default=0)
    after = min((one.start for one in figures if one.start >= figure.end), default=len(text))
    lead = _EDGE.split(text[max(before, figure.start - 60) : figure.start])
    head = lead[-1] if lead[-1].strip(" (（") or len(lead) == 1 else lead[-2]
    tail = _EDGE.split(text[figure.end : min(after, figure.end + 40)])[0]
    return f"{head} … {tail}"


def marks_of(text: str) -> frozenset[str]:
    """The periods, versions and codes that a text names."""
    return read_periods(text) | frozenset(_CODES.findall(text))


def senses_of(text: str) -> frozenset[str]:
    """The words of a text that say which of several like quantities is meant."""
    return frozenset(found[0].lower() for found in SENSE.finditer(text))


def context_of(text: str, figure: Figure) -> Context:
    """What a sentence says about one of its figures."""
    clause = clause_about(text, figure)
    told = clause
    if not text.isascii():  # what follows a Korean or Japanese figure says at most how it changed
        lead, _, tail = clause.partition(" … ")
        told = f"{lead} {tail[:8] if CHANGED.search(tail[:8]) else ''}"
    return Context(content_words(clause), content_words(text), senses_of(told), marks_of(text))


def are_turned(one: Figure, other: Figure) -> bool:
    """Whether two figures are the same digits in another order, as a slip of the hand leaves."""
    mine, theirs = _digits(one, other)
    return len(mine) > 1 and mine != theirs and sorted(mine) == sorted(theirs)


def are_slips(one: Figure, other: Figure) -> bool:
    """Whether two figures differ as a slip of the hand leaves them: digits turned, or one wrong."""
    mine, theirs = _digits(one, other)
    if len(mine) != len(theirs) or mine == theirs:
        return False
    if sorted(mine) == sorted(theirs):
        return len(mine) > 1
    return len(mine) > 2 and sum(a != b for a, b in zip(mine, theirs, strict=True)) == 1


def _digits(one: Figure, other: Figure) -> tuple[str, str]:
    """The digits of both, as far as both are printed."""
    step = max(one.step, other.step)
    mine, theirs = (f"{abs(value) / step:.0f}" for value in (one.value, other.value))
    return mine, theirs


OTHER_SENSE = re.compile(
    (
        r"목표|계획|예산|예상|전망|지난|작년|전년|전월|전분기|이전|전에는|평균|중앙값|최대|"
        r"최고|최저|누적|순\s|총\s?액|부가세|세전|세후|제외|포함|빼면|이상|각각|당\s|차이|"
        r"차로|만큼|증가|감소|늘|줄|더\s|덜\s|올랐|내렸|할인|하루|한 달|매달|월평균|까지|처음|"
        r"최초|애초|당초|지금|현행|추가|"
        r"나머지"
        r"|目標|計画|予算|予想|見込|前年|昨年|先月|前月|以前|平均|中央値|最大|最高|最低|累計|"
        r"純|総額|税抜|税込|除|含|差|増|減|割引|一日|毎月|まで|当初|最初|現行|今の|追加|残り|"
        r"あたり|当たり|ほか|他"
        r"|\btarget|\bplan|\bbudget|\bforecast|\bexpect|\blast (?:year|month|quarter|week)|"
        r"\bprevious|\bbefore\b|\bbaseline|\baverage|\bmedian|\bmean\b|\bmax|\bmin\b|"
        r"\bcumulative|\bnet\b|\bgross\b|\bwithout\b|\bexclud|\binclud|\bdifference|\bmore\b|"
        r"\bless\b|\bfewer\b|\bincreas|\bdecreas|\bgrew\b|\bfell\b|\brose\b|\bup\b|\bdown\b|"
        r"\babove\b|\bbelow\b|\bshort of\b|\boriginal|\binitial|\bfirst offer|\basked for|"
        r"\btoday\b|\bVAT\b|\btax\b|\buntil\b|\bby then\b|\bper\b|"
        r"\bextra|\badd|\bdiscount|\beach\b|"
        r"\bif\b|\bwould\b"
    ),
    re.IGNORECASE,
)
"""Words that make it another quantity, or an amount of change."""


def other_senses(text: str) -> frozenset[str]:
    """The words of the text that make it another quantity, or an amount of change."""
    return frozenset(found[0].lower() for found in OTHER_SENSE.finditer(text))
