"""Tables with sentences that they bear out, and with sentences that they do not: own figures."""

BRANCHES_KO = """
## 지점별 실적

| 지점 | 목표 | 3분기 | 4분기 | 증감 | 만족도 |
|---|---:|---:|---:|---:|---:|
| 강릉 | 420 | 410 | 455 | +45 | 4.4 |
| 원주 | 380 | 372 | 391 | +19 | 4.1 |
| 춘천 | 510 | 540 | 522 | -18 | 4.6 |
| 속초 | 260 | 231 | 248 | +17 | 3.9 |
| 동해 | 300 | 300 | 321 | +21 | 4.2 |
| 합계 | 1,870 | 1,853 | 1,937 | +84 | |
"""
BRANCHES_JA = """
## 支店別の実績

| 支店 | 目標 | 9月 | 10月 | 増減 | 評価 |
|---|---:|---:|---:|---:|---:|
| 高松 | 420 | 410 | 455 | +45 | 4.4 |
| 徳島 | 380 | 372 | 391 | +19 | 4.1 |
| 松山 | 510 | 540 | 522 | -18 | 4.6 |
| 高知 | 260 | 231 | 248 | +17 | 3.9 |
| 今治 | 300 | 300 | 321 | +21 | 4.2 |
| 合計 | 1,870 | 1,853 | 1,937 | +84 | |
"""
BRANCHES_EN = """
## Results by branch

| Branch | Target | Q3 | Q4 | Change | Rating |
|---|---:|---:|---:|---:|---:|
| Truro | 420 | 410 | 455 | +45 | 4.4 |
| Exeter | 380 | 372 | 391 | +19 | 4.1 |
| Bodmin | 510 | 540 | 522 | -18 | 4.6 |
| Bude | 260 | 231 | 248 | +17 | 3.9 |
| Looe | 300 | 300 | 321 | +21 | 4.2 |
| Total | 1,870 | 1,853 | 1,937 | +84 | |
"""
MONTHS_KO = """
## 월별 지표

| 항목 | 1월 | 2월 | 3월 | 4월 | 5월 | 6월 |
|---|---:|---:|---:|---:|---:|---:|
| 방문 | 8,210 | 8,455 | 8,690 | 8,640 | 8,905 | 9,120 |
| 가입 | 512 | 530 | 548 | 561 | 580 | 604 |
| 전환율 | 6.2% | 6.3% | 6.3% | 6.5% | 6.5% | 6.6% |
| 해지 | 88 | 84 | 79 | 81 | 76 | 70 |
"""
MONTHS_JA = """
## 月別の指標

| 月 | 訪問 | 登録 | 解約 |
|---|---:|---:|---:|
| 1月 | 8,210 | 512 | 88 |
| 2月 | 8,455 | 530 | 84 |
| 3月 | 8,690 | 548 | 79 |
| 4月 | 8,640 | 561 | 81 |
| 5月 | 8,905 | 580 | 76 |
| 6月 | 9,120 | 604 | 70 |
"""
MONTHS_EN = """
## Figures by month

| Month | Visits | Sign-ups | Cancelled |
|---|---:|---:|---:|
| January | 8,210 | 512 | 88 |
| February | 8,455 | 530 | 84 |
| March | 8,690 | 548 | 79 |
| April | 8,640 | 561 | 81 |
| May | 8,905 | 580 | 76 |
| June | 9,120 | 604 | 70 |
"""
REASONS_KO = """
## 해지 이유 (하나만 선택, 400명)

| 이유 | 인원 | 비율 |
|---|---:|---:|
| 가격 | 148 | 37.0% |
| 기능 부족 | 112 | 28.0% |
| 응대 | 84 | 21.0% |
| 기타 | 56 | 14.0% |
"""
REASONS_JA = """
## 解約の理由（1つだけ選択、400名）

| 理由 | 人数 | 割合 |
|---|---:|---:|
| 価格 | 148 | 37.0% |
| 機能不足 | 112 | 28.0% |
| 対応 | 84 | 21.0% |
| その他 | 56 | 14.0% |
"""
REASONS_EN = """
## Why people left (one answer, 400 people)

| Reason | People | Share |
|---|---:|---:|
| Price | 148 | 37.0% |
| Missing features | 112 | 28.0% |
| Service | 84 | 21.0% |
| Other | 56 | 14.0% |
"""

CLAIMS: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    (
        BRANCHES_KO,
        (
            "춘천만 줄었고 나머지 네 지점은 늘었다.",
            "춘천을 뺀 모든 지점이 3분기보다 늘었다.",
            "4분기에 목표에 못 미친 곳은 속초뿐이다.",
            "다섯 지점 중 네 곳이 목표를 넘었다.",
            "만족도는 춘천이 가장 높고 속초가 가장 낮다.",
            "4분기 실적이 가장 큰 지점은 춘천이다.",
            "가장 크게 늘어난 지점은 강릉이다.",
            "모든 지점의 만족도가 3.5를 넘었다.",
            "강릉은 목표보다 35건 많다.",
            "두 번째로 큰 지점은 강릉이다.",
            "모든 지점이 오른 것은 아니다.",
            "목표를 다시 정할 필요가 있는 지점은 없다.",
            "모든 지점이 내년에는 목표를 넘을 것으로 기대한다.",
            "강릉과 동해는 둘 다 목표를 넘었다.",
        ),
        (
            "모든 지점이 3분기보다 늘었다.",
            "다섯 지점 모두 4분기에 늘었다.",
            "줄어든 지점은 한 곳도 없다.",
            "모든 지점이 목표를 달성했다.",
            "다섯 지점 중 세 곳이 목표를 넘었다.",
            "만족도가 가장 높은 지점은 강릉이다.",
            "4분기 실적은 강릉이 가장 크다.",
            "가장 크게 늘어난 지점은 동해다.",
            "모든 지점의 만족도가 4.0을 넘었다.",
            "춘천과 속초만 3분기보다 줄었다.",
            "만족도가 4.0에 못 미친 지점은 하나도 없다.",
            "강릉과 춘천은 둘 다 늘었다.",
            "만족도는 원주가 동해보다 높다.",
        ),
    ),
    (
        BRANCHES_JA,
        (
            "減ったのは松山だけで、ほかの4支店は増えた。",
            "松山を除くすべての支店で9月より増えた。",
            "10月に目標に届かなかったのは高知だけだった。",
            "5支店のうち4支店が目標を超えた。",
            "評価は松山が最も高く、高知が最も低い。",
            "10月の実績が最も大きいのは松山である。",
            "増え方が最も大きかったのは高松だった。",
            "すべての支店の評価が3.5を上回った。",
            "2番目に大きいのは高松である。",
            "すべての支店が増えたわけではない。",
            "来期はすべての支店で目標を超える見込みである。",
            "高松と今治はどちらも目標を上回った。",
        ),
        (
            "すべての支店で9月より増えた。",
            "5支店すべてで10月に増えた。",
            "減った支店は一つもない。",
            "全支店が目標を達成した。",
            "5支店のうち3支店が目標を超えた。",
            "評価が最も高い支店は高松である。",
            "10月の実績は高松が最も大きい。",
            "増え方が最も大きかったのは今治だった。",
            "すべての支店の評価が4.0を上回った。",
            "9月より減ったのは松山と高知だけだった。",
            "どの支店も評価は4.0以上だった。",
            "高松と松山はどちらも増えた。",
            "評価は徳島が今治より高い。",
        ),
    ),
    (
        BRANCHES_EN,
        (
            "Only Bodmin fell; the other four branches grew.",
            "All branches except Bodmin grew on Q3.",
            "Every branch but Bude met its target in Q4.",
            "Four of the five branches beat their target.",
            "Bodmin has the highest rating and Bude the lowest.",
            "Bodmin is still the largest branch in Q4.",
            "Truro grew the most.",
            "All five branches are rated above 3.5.",
            "Truro is the second-largest branch.",
            "Not all branches grew.",
            "All branches should meet their target next year.",
            "Both Truro and Looe beat their target.",
            "Neither Exeter nor Looe fell.",
        ),
        (
            "All branches grew on Q3.",
            "Every one of the five branches grew in Q4.",
            "No branch fell in Q4.",
            "Every branch met its target in Q4.",
            "Three of the five branches beat their target.",
            "Truro has the highest rating.",
            "Truro was the largest branch in Q4.",
            "Looe grew the most.",
            "All five branches are rated above 4.0.",
            "Only Bodmin and Bude fell.",
            "No branch has a rating below 4.0.",
            "Both Truro and Bodmin grew.",
            "The rating of Exeter is higher than that of Looe.",
        ),
    ),
    (
        MONTHS_KO,
        (
            "가입은 여섯 달 내내 늘었다.",
            "전환율은 한 번도 떨어지지 않았다.",
            "해지가 가장 적은 달은 6월이다.",
            "방문은 4월에만 줄었다.",
            "가입은 매달 500건을 넘었다.",
            "방문이 가장 많은 달은 6월, 가장 적은 달은 1월이다.",
        ),
        (
            "방문은 여섯 달 내내 늘었다.",
            "방문은 매달 늘었다.",
            "해지는 매달 줄었다.",
            "방문은 한 달도 빠짐없이 늘었다.",
            "해지가 가장 많은 달은 2월이다.",
            "해지는 매달 85건을 밑돌았다.",
            "방문은 한 번도 줄지 않았다.",
        ),
    ),
    (
        MONTHS_JA,
        (
            "登録は毎月増えている。",
            "解約が最も少ない月は6月である。",
            "訪問が前の月を下回ったのは4月だけである。",
            "登録は毎月500件を超えた。",
            "登録は一度も減っていない。",
        ),
        (
            "訪問は毎月増えている。",
            "訪問は1月から6月まで増え続けた。",
            "解約は毎月減った。",
            "訪問は一度も減っていない。",
            "解約が最も多い月は2月である。",
            "解約は毎月85件を下回った。",
        ),
    ),
    (
        MONTHS_EN,
        (
            "Sign-ups rose in every month.",
            "Cancelled accounts were lowest in June.",
            "April was the only month in which visits fell.",
            "Sign-ups were above 500 in every month.",
            "Sign-ups never fell.",
        ),
        (
            "Visits rose in every month.",
            "Visits grew steadily from January to June.",
            "Cancelled accounts fell every month.",
            "Visits never fell.",
            "February had the most cancelled accounts.",
            "Cancelled accounts stayed below 85 in every month.",
        ),
    ),
    (
        REASONS_KO,
        (
            "가격이 가장 많고 기능 부족이 그다음이다.",
            "가격은 셋 중 하나가 넘는다.",
            "가격과 기능 부족을 합치면 절반을 넘는다.",
            "절반을 넘는 이유는 없다.",
            "기타는 가장 적다.",
            "가격은 응대보다 많다.",
        ),
        (
            "가장 많은 이유는 기능 부족이다.",
            "가격이 절반을 넘는다.",
            "가격과 응대를 합치면 3분의 2다.",
            "응대는 전체의 4분의 1이 넘는다.",
            "응대가 기능 부족보다 많다.",
        ),
    ),
    (
        REASONS_JA,
        (
            "価格が最も多く、機能不足が続く。",
            "価格と機能不足を合わせると半数を超える。",
            "半数を超えた理由はない。",
            "その他は最も少ない。",
            "価格は対応より多い。",
        ),
        (
            "最も多い理由は機能不足である。",
            "価格が過半を占める。",
            "価格と対応を合わせると3分の2になる。",
            "対応が機能不足より多い。",
        ),
    ),
    (
        REASONS_EN,
        (
            "Price is the most common reason, missing features the second.",
            "Price and missing features together are more than half.",
            "No reason was given by more than half.",
            "Price was named by more than a third of them.",
            "Service is just over a fifth.",
        ),
        (
            "Missing features are the most common reason.",
            "Price was named by more than half of the people.",
            "Price and service together make up two thirds.",
            "Service accounts for a third of the answers.",
        ),
    ),
]
