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
]
