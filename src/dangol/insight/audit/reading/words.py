"""The words by which tables and sentences say what their figures are, in three languages."""

import re


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


TOTAL = _words(
    r"^(?:총|전체|총\s?)?\s?(?:합계|총계|총합|소계|합산|합|계|중계|누계)(?:\s|\(|$|[:：])",
    r"(?:\s|^|\()(?:합계|총계|소계|계|총합)\)?$",
    r"[가-힣]\s?(?:합계|소계|총계)$",
    r"^(?:総)?(?:合計|総計|小計|計|中計|総合計)(?:\s|[(（]|$|[:：])",
    r"(?:合計|小計|総計|[ 　]計|[期年月週日社店]計)$",
    r"^\W*(?:grand |sub-?|overall )?-?totals?\b",
    r"\b(?:sub-?)?totals?\W*$",
    r"^\W*sum(?: of\b|\W*$)",
)
"""A row or column that is the sum of others."""
WEAK_TOTAL = _words(
    r"^전체$",
    r"^총\s?[가-힣]{1,4}$",
    r"^모두$",
    r"^전사$",
    r"^연간$",
    r"^전국$",
    r"^全体$",
    r"^総数$",
    r"^年間$",
    r"^通期$",
    r"^全社$",
    r"^全店舗?$",
    r"^年度計$",
    r"^全国$",
    r"^all(?: \w+)?$",
    r"^overall$",
    r"^full[- ]year$",
    r"^year$",
    r"^whole \w+$",
    r"^everyone$",
    r"^company$",
    r"^together$",
)
"""One that may be the sum of others, or their average."""
NET = _words(
    r"^순\s?(?:매출|증|이익|수익|변동|증감)",
    r"^차감",
    r"^純(?:売上|増|利益|額)",
    r"^差引",
    r"^差し引き",
    r"^net\b",
)
"""What is left after deductions."""
CLOSING = _words(
    r"기말|월말|연말|분기\s?말|말 현재|期末|月末|年度末|末の|末$|残高",
    r"\bclosing\b",
    r"\bend(?:ing)?\b(?: of)?",
    r"\bat (?:the )?end\b",
)
DEDUCTION = _words(
    r"할인|환불|반품|해지|이탈|취소|휴지|중지|차감|감소|공제|탈퇴|비용|축소|유출",
    r"割引|値引|返品|返金|解約|休止|退会|減少|控除|取消|キャンセル|負担|縮小",
    (
        r"\bdiscounts?\b|\brefunds?\b|\breturns?\b|\bchurn(?:ed)?\b|\bcancel\w*|\blost\b|"
        r"\bless\b|\bminus\b|\bcontraction\b|\bdowngrades?\b|\bcosts?\b|\bleavers\b|"
        r"\bpaused\b|\bfees?\b|\bleft\b"
    ),
)
"""A row that is taken away where a net or closing row stands beneath it."""
OF_WHICH = _words(
    r"^\W*(?:그\s?중|이\s?중|이\s?가운데|내\s?역|└|├|↳|ㄴ|・|·|›|→|—\s|-\s|–\s|\*\s)",
    r"^\W*(?:うち|内訳|内、|内\))",
    r"^\W*(?:of which|of these|of them|thereof|incl\.?|including|among them)\b",
    r"\((?:그\s?중|이\s?중|내수|うち|of which)",
    r"^\W*(?:중|가운데)\s",
)
"""A row that is part of the one above it."""
EXCLUDED = _words(
    (
        r"제외|미포함|별도|참고|불포함|빼고|뺀|뺐|뺄|빠진|빠졌|따로 (?:센|세|셌|둔|두|잡)|"
        r"넣지 않|포함 안|포함하지|포함되지|들어 있지|들어가지|더하지|세지 않|셈하지"
    ),
    r"除[くきい外]|含ま|含め|別途|参考|入れて|入らな|入って|加え(?:て|ない)|足さ|数えな",
    (
        r"\bexcl|\bnot (?:in|part|counted|included|added)|\bwithout\b|\boutside\b|"
        r"\bleft out\b|\bleaves? out\b|\bmemo\b|\bseparate|\bdoes not include|"
        r"\bdo not include|\bomit|\bapart from|\bnet of\b"
    ),
)
"""That something is not in a total."""
RATE = _words(
    (
        r"율(?:\s|\(|$|,|·)|률(?:\s|\(|$|,|·)|비율|전환|당\s|당$|인당|건당|객단가|단가|평균|"
        r"중앙|최대|최소|최고|최저|점수|순위|등급|지수|백분위|만족도|누적|고유|실인원|실사용|"
        r"순\s?방문|유니크|중복 제거|중복 제외|소요|가격|잔액|잔고|동시|환율|금리|온도|연령|"
        r"나이|비중|성장|증감률|나이|간격|배수|회전"
    ),
    (
        r"率|割合|比率|構成比|あたり|当たり|平均|中央|最大|最小|最高|最低|点数|評点|スコア|"
        r"順位|単価|指数|パーセンタイル|満足度|累計|累積|実人数|ユニーク|残高|価格|同時|気温|"
        r"年齢|倍率|前年比|伸び"
    ),
    (
        r"\brates?\b|\bratio\b|\bshare\b|\bper\b|\ba (?:month|year|week|day|head|seat)\b|"
        r"\bmean\b|\bmedian\b|\baverage\b|\bavg\b|\bmax(?:imum)?\b|\bmin(?:imum)?\b|\bpeak\b|"
        r"\bscores?\b|\brank\b|\bindex\b|\bp[0-9]{2}\b|percentile|\bsatisfaction\b|"
        r"\bcumulative\b|\bto date\b|\brunning\b|\bunique\b|\bdistinct\b|\bprices?\b|"
        r"\bbalance\b|\bconversion\b|\bNPS\b|\bCSAT\b|\bARPU\b|\bARPA\b|\b[MDW]AU\b|\bAOV\b|"
        r"\bCAC\b|\bLTV\b|\bmargin %|\bgrowth\b|\bage\b|\bmultiple\b|/"
    ),
)
"""What does not add: rates, averages, prices, ranks, running totals, people counted once."""
STRONG_SHARE = _words(
    r"비중|구성비|점유율|구성\s?비율|분포|배분율",
    r"構成比|シェア|占有率|構成割合|配分|内訳",
    (
        r"\bshares?\b|\b% of (?:total|all|revenue|sales|cost|spend|customers|answers|the)|"
        r"\bof (?:the )?total\b|\bmix\b|\bsplit\b|\bdistribution\b|\bproportion\b|"
        r"\ballocation\b"
    ),
)
"""Percentages of one whole."""
ALLOCATED = _words(
    r"나뉜|나뉘|나눠|나누|배분|배정|분배|로 이루어|로 구성",
    r"分け|配分|内訳|割り当て|からなる|で構成",
    (
        r"\bsplits?\b|\bdivide|\ballocat|\bgoes to\b|\bgo to\b|\bwent to\b|\bconsists? of\b|"
        r"\bbreak(?:s)? down\b|\bwe spend\b|\bspent\b|\bdistribut"
    ),
)
"""That a whole is divided up."""
WEAK_SHARE = _words(
    r"비율|^%$|^\(%\)$|퍼센트", r"割合|比率|パーセント", r"^\W*%\W*$|\bper ?cent(?:age)?\b|\bpct\b"
)
GROWTH = _words(
    (
        r"증감|증가율|증가|성장|감소율|변화|변동|전년\s?(?:동기\s?)?(?:대비|비)|"
        r"전월\s?(?:대비|비)|전분기\s?(?:대비|비)|대비|상승|하락|차이|증\s?감|늘어난"
    ),
    (
        r"増減|増加|減少率|伸び|成長|前年比|前年同[月期]比|前月比|前期比|前回比|対前|前年差|"
        r"変化|差$|差異|増減率"
    ),
    (
        r"\bchange\b|\bgrowth\b|\bgrew\b|\bvs\.?|\byoy\b|\bqoq\b|\bmom\b|\bdelta\b|Δ|"
        r"\bdifference\b|\bincrease\b|\bdecrease\b|\+/-|\bvariance\b|\bup/down\b"
    ),
)
"""A column that says how others differ."""
LEVEL = _words(r"전년\s?대비|대비|前年比|前年同[月期]比|前月比|前期比|対前年|\bindex\b")
"""One that may print 104 where 4% more is meant."""
OTHER = _words(
    r"^\W*(?:기타|그\s?밖|그 외|나머지)",
    r"^\W*(?:その他|それ以外|残り|他$)",
    r"^\W*(?:others?\b|everything else|the rest|rest\b|remaining|misc|all other|none of)",
)
ONE_ANSWER = _words(
    (
        r"하나만|하나씩|한 가지|1개씩|단일|하나에만|한 번씩|한 곳에만|합(?:하면|치면)? 100|"
        r"모두 합쳐 100|하나로만"
    ),
    (
        r"一つだけ|ひとつだけ|1つだけ|単一|単数回答|一つずつ|合計(?:は|して|すると)?100|"
        r"いずれか一つ|一つを|1つを|一つに"
    ),
    (
        r"exactly one|one (?:answer|kind|choice|class|each)|single (?:answer|choice)|one only|"
        r"just one|adds? (?:up )?to 100|sums? to 100"
    ),
)
"""That the parts of a whole do not overlap."""
OVERLAP = _words(
    (
        r"복수|중복|겹[치친쳐쳤칠침]|이중|두 번 (?:센|세)|한 번만 (?:센|세|셌)|양쪽에|"
        r"여러 (?:개|가지|번|답|항목|채널)|동시에|더하면|더한 값이|더해도|합하면 [0-9]|"
        r"둘 이상|각각 (?:세|셈)|다중|여러 곳|퍼널|단계별|이상 응답|모두 고르|중복해|여러 달"
    ),
    (
        r"複数|重複|延べ|名寄せ|二重|ダブル|足すと|足しても|和より|和に|つまで|いくつでも|"
        r"複数選択|複数回答|ファネル|両方の|重なる|合わせると100|100%を超|100を超|"
        r"それぞれに数え"
    ),
    (
        r"several|multiple|overlap|more than one|up to (?:two|three|[2-9])|both rows|"
        r"in both(?! (?:years|months|quarters|cases|columns|waves|terms))|"
        r"tick all|all that apply|may be in|can be in|can appear|counted (?:once|twice|in)|"
        r"distinct|unique|de-?dup|funnel|choose (?:two|three)|do not add|does not add|not add|"
        r"not (?:be )?sum|not sum|exceed 100|more than 100|add to more"
    ),
)
"""That parts overlap, or that a sum is none."""
PARTIAL = _words(
    (
        r"상위|주요|일부|발췌|대표|위 [0-9]|큰 [0-9]|가운데 [0-9]|중 [0-9]+(?:개|곳)만|만 적|"
        r"만 실|만 표"
    ),
    r"上位|主な|主要|一部|抜粋|代表|のみ掲載|だけを",
    (
        r"\btop\b|largest|biggest|\bmain\b|selected|extract|excerpt|\bonly the\b|\bsome of\b|"
        r"examples?\b|leading"
    ),
)
"""That a table shows some of its rows."""
CUT = _words(
    (
        r"절사|버[린리려렸림릴]|내림|잘라|잘랐|자른|자르|끊어|끊은|소수점 (?:이하|아래)(?:는|"
        r"를) 뺐|切り捨|切捨|未満は捨|端数|未満切"
    ),
    r"truncat|cut off|round(?:ed)? down|dropp(?:ed|ing) the",
)
"""That figures are cut off instead of rounded."""
COUNT_HEAD = _words(
    (
        r"(?:건|회|명|인원|개|곳|좌석|매장|고객|사람|업체|응답자?|사용자|계정|예약|내원|주문|"
        r"방문|클릭|가입|문의|티켓|대화)\s?수?$"
    ),
    r"(?:[가-힣])수$",
    r"^(?:인원|응답|건수|수량|횟수|사람)",
    r"(?:件|人|社|店|台|冊|回|名|戸|席|票|者|客)数?$",
    r"数$|回答$|契約$|人員$",
    (
        r"^(?:replies|agents|teams|tickets|responses|answers|respondents|customers|accounts|"
        r"users|visits?|visitors|orders|people|number|count|n|staff|headcount|seats|stores|"
        r"shops|calls|chats|conversations|deals|leads|members|sign-?ups|donors|employees|"
        r"units|votes|sites|incidents|cases|meetings|companies|firms|items|events)$"
    ),
)
"""A column of things that are counted one by one, so that nothing is rounded."""
RANK_HEAD = _words(
    r"^(?:#|no\.?|번호|연번|순번|id)$|순위|등수",
    r"^(?:番号|No|項番)$|順位",
    r"\branks?\b|^nr\.?$|^pos(?:ition)?$",
)
TARGET = _words(
    r"기대|바란다|목표|계획|예산|예상|전망|예측|가정|시나리오|한도|기준|견적|상한|하한|제안|정원",
    r"目標|計画|予算|予想|見込|予測|見通|想定|シナリオ|上限|下限|基準|見積|提案|定員|試算",
    (
        r"\btargets?\b|\bplan(?:ned)?\b|\bbudget\b|\bforecast\b|\bexpect|\bscenario\b|"
        r"\blimit\b|\bestimate|\bcap\b|\bfloor\b|\bproposal\b|\bif\b|\bwould\b|\bwill\b|"
        r"\bshould\b|\bcould\b"
    ),
)
"""That a figure is wished, planned or supposed."""
GREW = _words(
    (
        r"늘(?:었|어|고|며|린|렸|었고|지)|오르|오른|올라|증가|성장|상승|올랐|올라|커졌|확대|"
        r"뛰었|불었|높아졌|"
        r"오른 |많아졌"
    ),
    (
        r"増え|増加|増や|伸び|伸ば|高まっ|成長|上昇|上がっ|拡大|増(?:と|だ|で|。|、|し|の|に|"
        r"$|\))|上回っ|プラス"
    ),
    (
        r"\bgrew\b|\bgrown\b|\bgrowth\b|\bincreas|\brose\b|\brisen\b|\bris(?:e|es|ing)\b|"
        r"(?<!makes )(?<!make )(?<!made )(?<!add )(?<!adds )"
        r"(?<!sign )(?<!signed )(?<!set )(?<!follow )(?<!back )"
        r"(?<!end )(?<!pick )\bup\b(?! to\b)|"
        r"\bclimb|\bgain|\bhigher\b|\bmore than (?:in|last|a year)|\bexpanded\b|\bjump"
    ),
)
FELL = _words(
    r"줄(?:었|어|지|고|며|인|였)|감소|하락|떨어|내렸|내려|내리지|내린|축소|낮아|줄었|빠졌|"
    r"낮아졌|짧아졌|적어졌",
    r"減っ|減少|減り|低下|下がっ|下落|縮小|減(?:と|だ|で|。|、|し|の|に|$|\))|マイナス|短縮|落ち",
    (
        r"\bfell\b|\bfallen\b|\bfall(?:s|ing)?\b|\bdecreas|\bdeclin|\bdropp?|"
        r"(?<!break )(?<!breaks )\bdown\b|\blower\b|\bless than (?:in|last|a year)|"
        r"\bshr[aiu]nk|\blost\b|\bcut by|\breduc|\bshorter\b"
    ),
)
EXCEPTION = _words(
    r"제외|빼고|뺀|말고|외에|이외|외하고|만 빼|별개로|를 두고|예외",
    r"除[くきい]|以外|を除|例外|別と|ほかは|他は",
    (
        r"\bexcept|\bapart from|\bother than|\bbut (?:one|two|for|the|not)|\b(?:all|every|"
        r"each|no|none|everyone|nobody)\b[^,.;]{0,36}\bbut [A-Z]|\bbarring|\bexcluding|"
        r"\bsave for|\bnot all\b|\bnot every\b|\bwith one exception|\bunless\b"
    ),
)
"""That a claim for all leaves something out."""
