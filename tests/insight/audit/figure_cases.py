"""Sentences with figures of a table: that it bears out, and that it does not, with the kind."""

from tests.insight.audit.claim_cases import (
    BRANCHES_EN,
    BRANCHES_JA,
    BRANCHES_KO,
    MONTHS_EN,
    MONTHS_JA,
    MONTHS_KO,
    REASONS_EN,
    REASONS_JA,
    REASONS_KO,
)

COSTS_KO = """
## 사업비 (단위: 백만원)

| 항목 | 2024년 | 2025년 |
|---|---:|---:|
| 인건비 | 1,240 | 1,302 |
| 임차료 | 480 | 480 |
| 홍보비 | 315 | 268 |
| 기타 | 205 | 214 |
| 합계 | 2,240 | 2,264 |
"""
COSTS_JA = """
## 事業費（単位：千円）

| 費目 | 2024年度 | 2025年度 |
|---|---:|---:|
| 人件費 | 12,400 | 13,020 |
| 賃借料 | 4,800 | 4,800 |
| 広報費 | 3,150 | 2,680 |
| その他 | 2,050 | 2,140 |
| 合計 | 22,400 | 22,640 |
"""
COSTS_EN = """
## Costs ($k)

| Item | 2024 | 2025 |
|---|---:|---:|
| Staff | 1,240 | 1,302 |
| Rent | 480 | 480 |
| Marketing | 315 | 268 |
| Other | 205 | 214 |
| Total | 2,240 | 2,264 |
"""

FIGURES: list[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]] = [
    (
        COSTS_KO,
        (
            "2025년 사업비는 22억 6,400만원으로 2024년보다 1.1% 많다.",
            "인건비는 12.4억원에서 13.02억원으로 5% 늘었다.",
            "홍보비는 4,700만원 줄었다(14.9%).",
            "홍보비는 목표 2.5억원에 가깝게 줄었다.",
            "임차료 4.8억원은 두 해 같다.",
            "2026년 홍보비는 3억원으로 잡았다.",
            "인건비가 사업비의 58%를 차지한다.",
            "홍보비는 분기마다 약 6,700만원이다.",
            "부가세를 넣으면 임차료는 5.28억원이다.",
            "지난 회의에서 홍보비를 2.8억원이라 한 것은 11월까지의 값이다.",
        ),
        (
            ("2025년 사업비는 모두 26억 2,400만원이다.", "twice"),
            ("2025년 인건비는 13억 2,000만원이다.", "twice"),
            ("임차료는 해마다 4억 3천만원이다.", "twice"),
            ("홍보비는 2025년에 2.86억원이 들었다.", "twice"),
            ("인건비는 2025년에 8% 늘었다.", "growth"),
            ("홍보비는 2024년보다 17.5% 줄었다.", "growth"),
            ("인건비가 2025년 사업비의 65%를 차지한다.", "share"),
            ("인건비는 12.4억원에서 13.02억원으로 7% 늘었다.", "growth"),
        ),
    ),
    (
        COSTS_JA,
        (
            "2025年度の事業費は2,264万円で、前年度より1.1％多い。",
            "人件費は1,240万円から1,302万円へ5％増えた。",
            "広報費は47万円（14.9％）減った。",
            "賃借料の480万円は2年とも同じである。",
            "2026年度の広報費は300万円とする。",
            "人件費は事業費の58％を占める。",
            "税込の賃借料は528万円になる。",
            "広報費は四半期あたり約67万円である。",
        ),
        (
            ("2025年度の事業費は合計2,624万円である。", "twice"),
            ("2025年度の人件費は1,320万円だった。", "twice"),
            ("賃借料は毎年430万円である。", "twice"),
            ("広報費は2025年度に286万円かかった。", "twice"),
            ("人件費は前年度より8％増えた。", "growth"),
            ("広報費は2025年度に17.5％減った。", "growth"),
            ("人件費は2025年度の事業費の65％を占める。", "share"),
        ),
    ),
    (
        COSTS_EN,
        (
            "In 2025 the costs came to $2.264 million, 1.1% more than in 2024.",
            "Staff rose from $1.24 million to $1.302 million, or 5%.",
            "Marketing fell by $47,000 (14.9%).",
            "Rent was $480,000 in both years.",
            "For 2026 we plan $300,000 for marketing.",
            "Staff makes up 58% of the costs.",
            "With VAT the rent is $528k.",
            "Marketing is about $67k a quarter.",
            "Until November marketing had cost $244k.",
        ),
        (
            ("In 2025 the costs came to $2.624 million in total.", "twice"),
            ("Staff cost $1.320 million in 2025.", "twice"),
            ("Rent was $430,000 in both years.", "twice"),
            ("In 2025 marketing cost $286k.", "twice"),
            ("Staff grew by 8% from 2024 to 2025.", "growth"),
            ("Marketing fell by 17.5% on the year before.", "growth"),
            ("In 2025 staff made up 65% of all costs.", "share"),
        ),
    ),
    (
        BRANCHES_KO,
        (
            "4분기 강릉의 실적은 455건으로 목표 420건을 넘었다.",
            "원주는 19건 늘었다.",
            "다섯 지점을 합치면 1,937건이다.",
            "강릉과 원주를 합치면 846건이다.",
            "속초는 목표에 12건 모자란다.",
            "춘천은 3.3% 줄었다.",
        ),
        (
            ("4분기 강릉의 실적은 445건이다.", "twice"),
            ("4분기 실적은 모두 1,973건이다.", "total"),
            ("춘천의 4분기 실적은 552건이다.", "twice"),
            ("강릉은 3분기보다 14% 늘었다.", "growth"),
            ("만족도는 원주가 4.4점이다.", "twice"),
        ),
    ),
    (
        BRANCHES_JA,
        (
            "10月の高松は455件で、目標の420件を超えた。",
            "徳島は19件増えた。",
            "5支店の合計は1,937件である。",
            "高知は目標に12件足りない。",
            "松山は3.3％減った。",
        ),
        (
            ("10月の高松の実績は445件だった。", "twice"),
            ("10月の実績は全体で1,973件だった。", "twice"),
            ("高松は9月より14％増えた。", "growth"),
            ("評価は徳島が4.4点だった。", "twice"),
        ),
    ),
    (
        BRANCHES_EN,
        (
            "Truro opened 455 accounts in Q4, against a target of 420.",
            "Exeter gained 19.",
            "The five branches together came to 1,937.",
            "Bude was 12 short of its target.",
            "Bodmin fell by 3.3%.",
        ),
        (
            ("Truro reached 445 in Q4.", "twice"),
            ("In Q4 the branches came to 1,973 in total.", "total"),
            ("Truro grew by 14% from Q3 to Q4.", "growth"),
            ("The rating of Exeter is 4.4.", "twice"),
        ),
    ),
    (
        MONTHS_KO,
        (
            "6월 방문은 9,120명으로 1월보다 11.1% 많다.",
            "6월 가입은 604명, 해지는 70명으로 534명 순증이다.",
            "가입은 여섯 달 동안 3,335명이다.",
            "지난해 6월 방문은 8,300명이었다.",
        ),
        (
            ("6월 방문은 9,210명이다.", "twice"),
            ("4월 가입은 516명이다.", "twice"),
            ("6월 전환율은 6.8%다.", "twice"),
            ("가입은 1월에서 6월까지 21% 늘었다.", "growth"),
        ),
    ),
    (
        MONTHS_JA,
        (
            "6月の訪問は9,120件で、1月より11.1％多い。",
            "登録は半年で3,335件になる。",
            "昨年6月の訪問は8,300件だった。",
        ),
        (
            ("6月の訪問は9,210件だった。", "twice"),
            ("4月の登録は516件だった。", "twice"),
            ("登録は1月から6月までに21％増えた。", "growth"),
        ),
    ),
    (
        MONTHS_EN,
        (
            "In June there were 9,120 visits, 11.1% more than in January.",
            "Sign-ups came to 3,335 in the half-year.",
            "In June of last year there were 8,300 visits.",
        ),
        (
            ("In June there were 9,210 visits.", "twice"),
            ("April brought 516 sign-ups.", "twice"),
            ("Sign-ups grew by 21% from January to June.", "growth"),
        ),
    ),
    (
        REASONS_KO,
        ("가격이라고 답한 사람은 148명(37%)이다.", "가격과 기능 부족이 65%를 차지한다."),
        (
            ("가격이라고 답한 사람은 184명이다.", "twice"),
            ("기능 부족은 82명이다.", "twice"),
            ("응대는 84명으로 전체의 24%다.", "share"),
        ),
    ),
    (
        REASONS_JA,
        ("価格と答えた人は148名（37％）だった。", "価格と機能不足で65％を占める。"),
        (
            ("価格と答えた人は184名だった。", "twice"),
            ("対応は84名で、全体の24％だった。", "share"),
        ),
    ),
    (
        REASONS_EN,
        ("Price was named by 148 people (37%).", "Price and missing features make up 65%."),
        (
            ("Price was named by 184 people.", "twice"),
            ("Service was named by 84 people, 24% of all answers.", "share"),
        ),
    ),
]
