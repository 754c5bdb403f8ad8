"""Other layouts, with sentences that they bear out or not: turned, by year, with states."""

LAYOUTS: list[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]] = [
    (
        """
## 사양 비교

| | 가 안 | 나 안 | 다 안 |
|---|---:|---:|---:|
| 초기 비용(만원) | 1,200 | 860 | 2,300 |
| 월 비용(만원) | 140 | 165 | 90 |
| 3년 총비용(만원) | 6,240 | 6,800 | 5,540 |
| 도입 기간 | 3개월 | 2개월 | 6개월 |
""",
        (
            "3년 총비용은 다 안이 가장 낮다.",
            "나 안은 초기 비용이 가장 낮지만 3년 총비용은 가장 높다.",
            "가 안의 3년 총비용은 6,240만원이다.",
            "세 안 모두 총비용이 7,000만원을 넘지 않는다.",
            "다 안은 초기 비용이 2,300만원이다.",
        ),
        (
            ("3년 총비용은 가 안이 가장 낮다.", "overclaim"),
            ("가 안의 3년 총비용은 6,420만원이다.", "twice"),
            ("월 비용은 나 안이 145만원이다.", "twice"),
            ("세 안 모두 총비용이 6,000만원을 넘는다.", "overclaim"),
        ),
    ),
    (
        """
## 比較

| | A案 | B案 | C案 |
|---|---:|---:|---:|
| 初期費用（万円） | 1,200 | 860 | 2,300 |
| 月額（万円） | 140 | 165 | 90 |
| 3年の総額（万円） | 6,240 | 6,800 | 5,540 |
""",
        (
            "3年の総額はC案が最も低い。",
            "B案は初期費用が最も低いが、3年の総額は最も高い。",
            "A案の3年の総額は6,240万円である。",
        ),
        (
            ("3年の総額はA案が最も低い。", "overclaim"),
            ("A案の3年の総額は6,420万円である。", "twice"),
            ("B案の月額は156万円である。", "twice"),
        ),
    ),
    (
        """
## Options

| | Option A | Option B | Option C |
|---|---:|---:|---:|
| Set-up ($k) | 120 | 86 | 230 |
| A month ($k) | 14.0 | 16.5 | 9.0 |
| Three years ($k) | 624 | 680 | 554 |
""",
        (
            "Option C is the cheapest over three years.",
            "Over three years Option B costs $680k.",
            "Set-up is lowest for Option B.",
        ),
        (
            ("Over three years Option B costs $608k.", "twice"),
            ("The set-up is lowest for Option A.", "overclaim"),
        ),
    ),
    (
        """
## 만족도 (긍정 응답 비율)

| 부서 | 2023년 | 2024년 | 2025년 |
|---|---:|---:|---:|
| 영업 | 61% | 64% | 68% |
| 개발 | 72% | 70% | 74% |
| 지원 | 58% | 63% | 66% |
| 전체 | 64% | 66% | 70% |
""",
        (
            "모든 부서가 2023년보다 올랐다.",
            "개발은 2024년에만 내렸다.",
            "2025년에는 모든 부서가 65%를 넘었다.",
            "세 해 모두 개발이 가장 높다.",
            "영업은 2년 동안 7%p 올랐다.",
            "전체는 64%에서 70%로 6%p 올랐다.",
            "지원과 영업은 해마다 올랐다.",
        ),
        (
            ("모든 부서가 해마다 올랐다.", "overclaim"),
            ("2024년에 모든 부서가 올랐다.", "overclaim"),
            ("세 해 모두 지원이 가장 높다.", "overclaim"),
            ("2025년에는 모든 부서가 67%를 넘었다.", "overclaim"),
            ("개발은 한 번도 내리지 않았다.", "overclaim"),
            ("영업은 2년 동안 9%p 올랐다.", "growth"),
            ("2025년 지원은 69%다.", "twice"),
        ),
    ),
    (
        """
## 満足度（肯定的な回答の割合）

| 部署 | 2023年 | 2024年 | 2025年 |
|---|---:|---:|---:|
| 営業 | 61% | 64% | 68% |
| 開発 | 72% | 70% | 74% |
| 支援 | 58% | 63% | 66% |
| 全体 | 64% | 66% | 70% |
""",
        (
            "すべての部署が2023年より上がった。",
            "3年とも開発が最も高い。",
            "2025年はすべての部署が65％を超えた。",
            "営業は2年で7ポイント上がった。",
        ),
        (
            ("すべての部署が毎年上がった。", "overclaim"),
            ("2024年はすべての部署で上がった。", "overclaim"),
            ("3年とも営業が最も高い。", "overclaim"),
            ("営業は2年で9ポイント上がった。", "growth"),
            ("2025年の支援は69％だった。", "twice"),
        ),
    ),
    (
        """
## Satisfaction (share of positive answers)

| Department | 2023 | 2024 | 2025 |
|---|---:|---:|---:|
| Sales | 61% | 64% | 68% |
| Engineering | 72% | 70% | 74% |
| Support | 58% | 63% | 66% |
| All | 64% | 66% | 70% |
""",
        (
            "Every department is higher than in 2023.",
            "Engineering is highest in all three years.",
            "In 2025 all departments were above 65%.",
            "Sales gained 7 points in two years.",
            "Only engineering fell in 2024.",
            "Engineering leads in every year.",
            "Support is last in every year.",
        ),
        (
            ("Every department rose in every year.", "overclaim"),
            ("In 2024 all departments rose.", "overclaim"),
            ("Sales gained 9 points in two years.", "growth"),
            ("In 2025 support stood at 69%.", "twice"),
            ("No department ever fell.", "overclaim"),
            ("Engineering never fell.", "overclaim"),
        ),
    ),
    (
        """
## 진행 상황

| 과제 | 담당 | 상태 | 기한 |
|---|---|---|---|
| 결제 개편 | 이수민 | 완료 | 9월 30일 |
| 알림 개선 | 박도윤 | 진행 중 | 10월 15일 |
| 속도 개선 | 최서아 | 완료 | 9월 12일 |
| 문서 정비 | 정하준 | 보류 | 미정 |
""",
        ("네 과제 중 두 개가 완료됐다.", "결제 개편과 속도 개선이 끝났다."),
        (
            ("네 과제 중 세 개가 완료됐다.", "overclaim"),
            ("모든 과제가 완료됐다.", "overclaim"),
            ("보류된 과제는 없다.", "overclaim"),
        ),
    ),
    (
        """
## Status

| Task | Owner | State |
|---|---|---|
| Payments | Lee | done |
| Alerts | Park | in progress |
| Speed | Choi | done |
| Docs | Jung | on hold |
""",
        ("Two of the four tasks are done.",),
        (
            ("All tasks are done.", "overclaim"),
            ("Three of the four tasks are done.", "overclaim"),
            ("No task is on hold.", "overclaim"),
        ),
    ),
    (
        """
## Open rates

| Segment | Sent | Open rate A | Open rate B | Click rate A | Click rate B |
|---|---:|---:|---:|---:|---:|
| New readers | 4,200 | 21.4% | 24.0% | 3.1% | 3.6% |
| Regulars | 9,800 | 33.1% | 35.2% | 5.0% | 5.4% |
| Lapsed | 3,100 | 12.0% | 11.1% | 1.2% | 1.4% |
| Paying | 2,900 | 40.2% | 41.0% | 7.7% | 8.1% |
""",
        (
            "Version B had the higher click rate in every segment.",
            "B clicked better in all four segments.",
            "Version B had the higher open rate in three of the four segments.",
            "Only among the lapsed did A have the higher open rate.",
        ),
        (
            ("Version B had the higher open rate in every segment.", "overclaim"),
            ("B won on open rate in all four segments.", "overclaim"),
            ("The open rate of B was above that of A in every segment.", "overclaim"),
        ),
    ),
    (
        """
## 제목 시험

| 구간 | 제목 A 열람률 | 제목 B 열람률 |
|---|---:|---:|
| 신규 | 21.4% | 24.0% |
| 단골 | 33.1% | 35.2% |
| 휴면 | 12.0% | 11.1% |
| 유료 | 40.2% | 41.0% |
""",
        ("네 구간 중 세 구간에서 B가 높았다.", "휴면 구간에서만 A가 높았다."),
        (
            ("모든 구간에서 제목 B의 열람률이 높았다.", "overclaim"),
            ("네 구간 모두에서 B가 A를 앞섰다.", "overclaim"),
            ("제목 B는 어느 구간에서나 A보다 높았다.", "overclaim"),
        ),
    ),
    (
        """
## 件名の試験

| 区分 | 件名A | 件名B |
|---|---:|---:|
| 新規 | 21.4% | 24.0% |
| 常連 | 33.1% | 35.2% |
| 休眠 | 12.0% | 11.1% |
| 有料 | 40.2% | 41.0% |
""",
        ("4区分のうち3区分で件名Bが上回った。",),
        (
            ("すべての区分で件名Bの開封率が件名Aを上回った。", "overclaim"),
            ("どの区分でも件名Bのほうが高かった。", "overclaim"),
            ("4区分すべてで件名Bが勝った。", "overclaim"),
        ),
    ),
    (
        """
## Competitors

| Vendor | Price per seat | Free plan | Phone support | API |
|---|---:|---|---|---|
| Abel | $49 | yes | yes | yes |
| Birk | $39 | no | no | yes |
| Cato | $59 | yes | no | yes |
| Dorn | $45 | yes | no | no |
| Us | $42 | no | yes | yes |
""",
        (
            "Birk is the cheapest.",
            "Three of the five have a free plan... well, Abel, Cato and Dorn.",
            "Only Abel and we offer phone support.",
            "All vendors but Dorn have an API.",
        ),
        (
            ("Every vendor has an API.", "overclaim"),
            ("All five offer an API.", "overclaim"),
            ("Only we offer phone support.", "overclaim"),
            ("No vendor charges more than $55.", "overclaim"),
            ("We are the cheapest.", "overclaim"),
            ("All competitors have a free plan.", "overclaim"),
        ),
    ),
    (
        """
## 기능 비교

| 항목 | 우리 | 갑사 | 을사 | 병사 |
|---|---|---|---|---|
| 예약 발송 | ○ | ○ | ○ | ○ |
| 자동 분류 | ○ | × | ○ | × |
| 통화 녹음 | ○ | × | × | ○ |
| 월 요금 | 39,000원 | 45,000원 | 42,000원 | 36,000원 |
""",
        ("예약 발송은 네 곳 모두 된다.", "통화 녹음은 우리와 병사만 된다."),
        (
            ("통화 녹음은 우리만 된다.", "overclaim"),
            ("자동 분류는 네 곳 모두 된다.", "overclaim"),
            ("자동 분류는 경쟁사 어디에도 없다.", "overclaim"),
        ),
    ),
    (
        """
## 機能の比較

| 項目 | 当社 | 甲社 | 乙社 | 丙社 |
|---|---|---|---|---|
| 予約送信 | ○ | ○ | ○ | ○ |
| 自動分類 | ○ | × | ○ | × |
| 通話録音 | ○ | × | × | ○ |
""",
        ("予約送信は4社すべてが備える。", "通話録音は当社と丙社だけにある。"),
        (
            ("通話録音は当社だけにある。", "overclaim"),
            ("自動分類は4社すべてが備える。", "overclaim"),
            ("自動分類を備えた競合はない。", "overclaim"),
        ),
    ),
    (
        """
## 기능 사용률 (요금제별, 주 1회 이상)

| 기능 | 무료 | 기본 | 기업 |
|---|---:|---:|---:|
| 검색 | 62% | 71% | 84% |
| 알림 | 48% | 55% | 61% |
| 자동화 | 8% | 31% | 67% |
| 보고서 | 5% | 22% | 49% |
""",
        (
            "검색은 모든 요금제에서 가장 많이 쓰인다.",
            "네 기능 모두 요금제가 높을수록 많이 쓰인다.",
            "기업 요금제에서는 보고서를 뺀 모든 기능이 절반을 넘었다.",
            "자동화는 무료에서 8%, 기업에서 67%다.",
        ),
        (
            ("기업 요금제에서는 모든 기능의 사용률이 절반을 넘었다.", "overclaim"),
            ("기업 요금제에서는 네 기능 모두 50%를 넘었다.", "overclaim"),
            ("알림은 모든 요금제에서 절반이 넘게 쓴다.", "overclaim"),
            ("기본 요금제에서 알림이 가장 많이 쓰인다.", "overclaim"),
        ),
    ),
    (
        """
## Use of features (weekly, by plan)

| Feature | Free | Team | Business |
|---|---:|---:|---:|
| Search | 62% | 71% | 84% |
| Alerts | 48% | 55% | 61% |
| Automation | 8% | 31% | 67% |
| Reports | 5% | 22% | 49% |
""",
        (
            "Search is the most used feature on every plan.",
            "On the Business plan all features but reports are used by more than half.",
        ),
        (
            ("On the Business plan every feature is used by more than half.", "overclaim"),
            ("On the Business plan every feature is above 50%.", "overclaim"),
            ("Alerts are used by more than half on all three plans.", "overclaim"),
            ("On the Team plan alerts are the most used feature.", "overclaim"),
        ),
    ),
    (
        """
## 수습 과정 (부서별)

| 부서 | 시작 | 수료 | 수료율 | 평균 일수 |
|---|---:|---:|---:|---:|
| 영업 | 24 | 22 | 92% | 24일 |
| 개발 | 18 | 18 | 100% | 33일 |
| 지원 | 31 | 27 | 87% | 28일 |
| 관리 | 7 | 7 | 100% | 21일 |
""",
        ("개발과 관리는 전원이 수료했다.", "모든 부서의 수료율이 85%를 넘었다."),
        (
            ("모든 부서가 30일 안에 수습을 마쳤다.", "overclaim"),
            ("모든 부서에서 수료율이 90%를 넘었다.", "overclaim"),
            ("전 부서의 수료율이 90%를 넘었다.", "overclaim"),
        ),
    ),
    (
        """
## 研修（部署別）

| 部署 | 開始 | 修了 | 修了率 | 平均日数 |
|---|---:|---:|---:|---:|
| 営業 | 24 | 22 | 92% | 24日 |
| 開発 | 18 | 18 | 100% | 33日 |
| 支援 | 31 | 27 | 87% | 28日 |
| 管理 | 7 | 7 | 100% | 21日 |
""",
        ("すべての部署の修了率が85％を超えた。",),
        (
            ("全部署が30日以内に研修を終えた。", "overclaim"),
            ("すべての部署で修了率が90％を超えた。", "overclaim"),
            ("いずれの部署も修了率は9割を超えた。", "overclaim"),
        ),
    ),
    (
        """
## 市場規模（億円）

| 地域 | 2022年 | 2023年 | 2024年 | 年平均成長率 |
|---|---:|---:|---:|---:|
| 北海道 | 210 | 216 | 225 | 3.5% |
| 東北 | 330 | 326 | 322 | -1.2% |
| 関東 | 1,840 | 1,932 | 2,030 | 5.0% |
| 九州 | 480 | 492 | 511 | 3.2% |
| 合計 | 2,860 | 2,966 | 3,088 | 3.9% |
""",
        (
            "東北を除く地域で拡大している。",
            "関東は全体の3分の2近くを占める。",
            "縮小しているのは東北だけである。",
        ),
        (
            ("いずれの地域も市場は拡大している。", "overclaim"),
            ("すべての地域でプラス成長となった。", "overclaim"),
            ("4地域とも成長している。", "overclaim"),
            ("全地域で3％以上の成長が続く。", "overclaim"),
            ("市場は全国どの地域でも伸びている。", "overclaim"),
        ),
    ),
    (
        """
## 출시 전후 (주 평균)

| 채널 | 출시 전 | 출시 후 | 변화 |
|---|---:|---:|---:|
| 검색 | 410 | 552 | +34.6% |
| 메일 | 380 | 361 | -5.0% |
| 추천 | 120 | 190 | +58.3% |
| 직접 | 260 | 299 | +15.0% |
""",
        ("메일을 뺀 세 채널이 늘었다.", "추천이 가장 크게 늘었다(58.3%)."),
        (
            ("출시 뒤 모든 채널의 가입이 늘었다.", "overclaim"),
            ("네 채널 모두에서 가입이 늘었다.", "overclaim"),
            ("출시 후 가입이 줄어든 채널은 없었다.", "overclaim"),
            ("모든 채널이 두 자릿수로 성장했다.", "overclaim"),
        ),
    ),
    (
        """
# Partner deal: Norwick

## Terms

| Term | Agreed |
|---|---|
| Revenue share | 20% of net revenue |
| Contract length | 24 months |
| Notice | 3 months |
| Minimum fee | €4,500 a month |
| Territory | Nordics |

## Notes
""",
        (
            "The share of 20% applies from the first sale.",
            "We asked for 18 months of exclusivity.",
            "After 24 months the contract renews by 12 months.",
            "Their first offer was 25%.",
            "The minimum fee of €4,500 covers support.",
        ),
        (
            ("The revenue share of 25% applies from the first sale.", "twice"),
            ("The contract length of 36 months was their wish.", "twice"),
            ("The minimum fee of €5,400 a month covers support.", "twice"),
        ),
    ),
    (
        """
# 파트너 계약

## 조건

| 항목 | 내용 |
|---|---|
| 수익 배분 | 순매출의 20% |
| 계약 기간 | 24개월 |
| 해지 통보 | 3개월 전 |
| 최소 이용료 | 월 450만원 |

## 메모
""",
        (
            "수익 배분 20%는 첫 판매부터 적용한다.",
            "처음 제안은 수익 배분 25%였다.",
            "최소 이용료 450만원에는 지원이 들어 있다.",
        ),
        (
            ("수익 배분 25%는 첫 판매부터 적용한다.", "twice"),
            ("계약 기간 36개월은 상대가 원했다.", "twice"),
            ("최소 이용료 540만원에는 지원이 들어 있다.", "twice"),
        ),
    ),
    (
        """
# 営業の手引き

## 値引きの権限

| 役職 | 上限 |
|---|---:|
| 担当 | 5% |
| 課長 | 10% |
| 部長 | 15% |

## 見積の期限

| 種類 | 期限 |
|---|---:|
| 標準 | 2営業日 |
| 特注 | 5営業日 |
| 保守 | 3営業日 |

## 流れ
""",
        ("課長は10％まで値引きできる。", "標準の見積は2営業日で出す。", "部長の権限は15％である。"),
        (
            ("課長は12％まで値引きできる。", "twice"),
            ("部長の権限は20％である。", "twice"),
            ("特注の見積は7営業日で出す。", "twice"),
        ),
    ),
    (
        """
# 영업 안내서

## 할인 권한

| 직급 | 한도 |
|---|---:|
| 담당 | 5% |
| 팀장 | 10% |
| 본부장 | 15% |

## 절차
""",
        ("팀장은 10%까지 할인할 수 있다.",),
        (("팀장은 12%까지 할인할 수 있다.", "twice"), ("본부장의 한도는 20%다.", "twice")),
    ),
    (
        """
# Pilot summary

## Set-up

The pilot ran in 34 stores from 3 March to 27 April 2025 with 412 staff.

## Results

| Measure | Before | Pilot |
|---|---:|---:|
| Answered in a minute | 61% | 78% |
| Orders a day | 1,240 | 1,410 |
| Returns | 6.2% | 5.8% |

## Lessons
""",
        (
            "In 34 stores the work was easy; two stores left early.",
            "Of the 412 staff 380 took the training.",
            "Orders rose to 1,410 a day.",
            "Returns fell to 5.8%.",
        ),
        (
            ("The 43 stores of the pilot want to go on.", "twice"),
            ("All 421 staff took the training.", "twice"),
            ("In the pilot returns were 5.3%.", "twice"),
        ),
    ),
    (
        """
# 가격안

## 요금제

| 요금제 | 월 요금 | 좌석 | 보관 기간 |
|---|---:|---:|---:|
| 기본 | 29,000원 | 3 | 30일 |
| 성장 | 59,000원 | 10 | 90일 |
| 기업 | 129,000원 | 50 | 365일 |

## 설명
""",
        (
            "성장 요금제는 월 59,000원에 10석이다.",
            "기본 요금제는 29,000원이며 기록은 30일 보관한다.",
            "기업 요금제를 연간으로 사면 두 달이 무료다.",
            "성장 요금제의 지금 가격은 49,000원이다.",
        ),
        (
            ("성장 요금제는 월 95,000원에 10석이다.", "twice"),
            ("성장 요금제는 59,900원에 판다.", "twice"),
            ("성장 요금제는 월 59,000원에 15석이다.", "twice"),
        ),
    ),
    (
        """
## 訪日客と消費

| 年 | 訪日客（万人） | 消費額（兆円） |
|---|---:|---:|
| 2019 | 3,188 | 4.8 |
| 2022 | 383 | 0.9 |
| 2023 | 2,507 | 5.3 |
| 2024 | 3,687 | 8.1 |
""",
        (
            "2024年の訪日客は2019年を15.7％上回った。",
            "消費額は2023年から2024年にかけて約53％増えた。",
            "訪日客は2019年より15.7％多い。",
            "2024年の消費額は2019年の約1.7倍である。",
        ),
        (
            ("2024年の訪日客は2019年を25.7％上回った。", "growth"),
            ("消費額は2023年から2024年に38％増えた。", "growth"),
            ("訪日客は2024年に2019年より21％多くなった。", "growth"),
            ("2024年の消費額は2019年の2.1倍に増えた。", "growth"),
        ),
    ),
    (
        """
## Visitors and spending

| Year | Visitors (million) | Spending (£bn) |
|---|---:|---:|
| 2019 | 31.9 | 4.8 |
| 2022 | 3.8 | 0.9 |
| 2023 | 25.1 | 5.3 |
| 2024 | 36.9 | 8.1 |
""",
        (
            "Visitors in 2024 were 15.7% above 2019.",
            "Spending rose 53% from 2023 to 2024.",
            "Spending in 2024 was 1.7 times that of 2019.",
        ),
        (
            ("Visitors in 2024 were 25.7% above 2019.", "growth"),
            ("Spending rose 38% from 2023 to 2024.", "growth"),
            ("Spending in 2024 was 2.1 times that of 2019.", "growth"),
        ),
    ),
    (
        """
## 방문객과 소비

| 연도 | 방문객(만 명) | 소비액(조원) |
|---|---:|---:|
| 2019 | 1,750 | 25.2 |
| 2022 | 320 | 6.1 |
| 2023 | 1,103 | 17.4 |
| 2024 | 1,637 | 22.8 |
""",
        (
            "2024년 방문객은 2019년보다 6.5% 적다.",
            "소비액은 2023년에서 2024년 사이 31% 늘었다.",
            "2024년 소비액은 2022년의 3.7배다.",
        ),
        (
            ("2024년 방문객은 2019년보다 12.5% 적다.", "growth"),
            ("소비액은 2023년에서 2024년 사이 41% 늘었다.", "growth"),
            ("2024년 소비액은 2022년의 4.7배로 늘었다.", "growth"),
        ),
    ),
]
