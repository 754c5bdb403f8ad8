"""Short documents that look wrong and are not: name, text. All figures are invented."""

SOUND: list[tuple[str, str]] = [
    (
        "rounding leaves 99",
        """
| Plan | Share |
|---|---:|
| A | 33% |
| B | 33% |
| C | 33% |
| Total | 100% |
""",
    ),
    (
        "rounded thousands",
        """
| 부문 | 매출(백만원) |
|---|---:|
| 가 | 112 |
| 나 | 245 |
| 다 | 339 |
| 합계 | 697 |
""",
    ),
    (
        "cut off ja",
        """
単位：百万円（単位未満切り捨て）

| 部門 | 金額 |
|---|---:|
| 東 | 410 |
| 西 | 388 |
| 南 | 291 |
| 北 | 150 |
| 合計 | 1,241 |
""",
    ),
    (
        "named row left out ko",
        """
| 지점 | 인원 |
|---|---:|
| 서울 | 41 |
| 부산 | 22 |
| 파견 | 9 |
| 합계 | 63 |

파견 인원은 합계에 넣지 않았다.
""",
    ),
    (
        "marked row en",
        """
| Item | £ |
|---|---:|
| Rent | 1,200 |
| Power | 310 |
| Deposit* | 2,400 |
| Total | 1,510 |

\\* Not counted in the total: it comes back.
""",
    ),
    (
        "of which en",
        """
| Group | People |
|---|---:|
| Staff | 140 |
| of which part-time | 45 |
| Contractors | 20 |
| Total | 160 |
""",
    ),
    (
        "of which ja",
        """
| 区分 | 人数 |
|---|---:|
| 正社員 | 82 |
| うち時短 | 11 |
| 契約社員 | 18 |
| 計 | 100 |
""",
    ),
    (
        "several answers ja",
        """
## 困っていること（複数回答、n=120）

| 項目 | 人数 | 割合 |
|---|---:|---:|
| 時間がない | 78 | 65% |
| 人がいない | 54 | 45% |
| 費用 | 42 | 35% |
| その他 | 12 | 10% |
""",
    ),
    (
        "funnel en",
        """
| Step | People | Of visitors | Of the step before |
|---|---:|---:|---:|
| Visited | 10,000 | 100% | |
| Looked | 4,200 | 42% | 42% |
| Cart | 630 | 6.3% | 15% |
| Paid | 252 | 2.5% | 40% |
""",
    ),
    (
        "unique people ko",
        """
| 월 | 순 방문자 | 방문 |
|---|---:|---:|
| 1월 | 3,100 | 5,200 |
| 2월 | 2,900 | 4,800 |
| 3월 | 3,300 | 5,600 |
| 분기 전체 | 7,050 | 15,600 |
""",
    ),
    (
        "two definitions en",
        (
            "Churn by logo is 3.1%. Churn by revenue is 2.4%.\n\nRevenue (gross): $412k. "
            "Revenue (net): $388k.\n"
        ),
    ),
    ("two months ko", "7월 신규 가입은 412건이다.\n\n8월 신규 가입은 431건이다.\n"),
    ("points en", "Conversion went from 2.0% to 2.5%, up 0.5 points (25%).\n"),
    ("percent of a percent ko", "전환율이 4.0%에서 5.0%로 25% 올랐다.\n"),
    ("points of percent ja", "解約率は3.2％から2.7％へ0.5ポイント下がった。\n"),
    (
        "base near nothing",
        """
| Source | 2024 | 2025 | Change |
|---|---:|---:|---:|
| Mail | 0.1 | 0.4 | +240% |
| Web | 12.1 | 14.5 | +20% |
""",
    ),
    (
        "growth from unrounded",
        """
| 구분 | 2023년(억원) | 2024년(억원) | 증감률 |
|---|---:|---:|---:|
| 가 | 1.2 | 1.4 | 13.1% |
| 나 | 8.4 | 9.1 | 8.8% |
""",
    ),
    ("about ko", "문의는 월 410건에서 490건으로 약 20% 늘었다.\n"),
    ("range en", "We expect 120 to 150 customers, 12–15% of 1,000.\n"),
    (
        "weighted mean",
        """
| Store | Visitors | Conversion |
|---|---:|---:|
| A | 1,000 | 5.0% |
| B | 3,000 | 3.0% |
| All | 4,000 | 3.5% |
""",
    ),
    (
        "both ends counted",
        (
            "행사는 5월 1일부터 5월 7일까지 7일간 열린다.\n\n교육은 6월 2일부터 6월 "
            "9일까지 7일 동안이다.\n"
        ),
    ),
    ("working days", "The review took 10 working days, from 3 March to 14 March 2025.\n"),
    ("across midnight", "점검은 23:30부터 01:00까지 90분 동안 한다.\n"),
    (
        "versions and tickets",
        (
            "Version 2.14 fixes #4512 and #4521; call +44 20 7946 0018. From 3.1 to 3.4 "
            "nothing changed for 12% of users.\n"
        ),
    ),
    (
        "targets",
        "Goal for 2026: 500 customers. Today: 412 customers. Every team should reach 50.\n",
    ),
    (
        "average row",
        """
| 지점 | 1월 | 2월 | 평균 |
|---|---:|---:|---:|
| 가 | 120 | 140 | 130 |
| 나 | 90 | 96 | 93 |
| 전체 | 105 | 118 | 111.5 |
""",
    ),
    (
        "top five of more",
        """
## 상위 5개 품목

| 품목 | 판매 |
|---|---:|
| 가 | 120 |
| 나 | 98 |
| 다 | 80 |
| 라 | 71 |
| 마 | 60 |
| 전체 | 640 |
""",
    ),
    (
        "all but one",
        """
| Region | 2024 | 2025 |
|---|---:|---:|
| North | 40 | 44 |
| South | 38 | 35 |
| West | 20 | 26 |

All regions grew except South.
""",
    ),
    (
        "all true ja",
        """
| 店舗 | 評価 |
|---|---:|
| 東 | 4.2 |
| 西 | 4.0 |
| 南 | 4.6 |

すべての店舗が4.0以上だった。
""",
    ),
    (
        "only true ko",
        """
| 채널 | 3월 | 4월 |
|---|---:|---:|
| 검색 | 410 | 452 |
| 소셜 | 288 | 263 |
| 메일 | 190 | 201 |

소셜만 줄었다.
""",
    ),
    (
        "half true en",
        """
| Kind | Tickets |
|---|---:|
| Delivery | 212 |
| Payment | 98 |
| Return | 100 |

Delivery is just over half.
""",
    ),
    (
        "two tables of other months",
        """
## 6月

| 店 | 売上 |
|---|---:|
| 東 | 310 |
| 西 | 280 |

## 7月

| 店 | 売上 |
|---|---:|
| 東 | 310 |
| 西 | 295 |
""",
    ),
    (
        "subtotals and grand total",
        """
| Cost | 2025 |
|---|---:|
| Salaries | 820 |
| Training | 40 |
| Subtotal people | 860 |
| Servers | 210 |
| Licences | 95 |
| Subtotal systems | 305 |
| Grand total | 1,165 |
""",
    ),
    (
        "groups over their parts",
        """
| Area | Seats |
|---|---:|
| Total | 300 |
| Building A | 180 |
| - floor 1 | 100 |
| - floor 2 | 80 |
| Building B | 120 |
| - floor 1 | 70 |
| - floor 2 | 50 |
""",
    ),
    (
        "vat",
        """
| 항목 | 금액(원) |
|---|---:|
| 개발 | 12,000,000 |
| 디자인 | 4,500,000 |
| 소계 | 16,500,000 |
| 부가세 | 1,650,000 |
| 합계 | 18,150,000 |
""",
    ),
    (
        "discount row",
        """
| Item | Price |
|---|---:|
| Licence | $12,000 |
| Support | $2,400 |
| Discount | $1,440 |
| Total | $12,960 |
""",
    ),
    (
        "level",
        """
| 支店 | 前年 | 今年 | 前年比 |
|---|---:|---:|---:|
| 東 | 400 | 420 | 105.0% |
| 西 | 300 | 288 | 96.0% |
""",
    ),
    (
        "index and rank",
        """
| Rank | City | Index |
|---:|---|---:|
| 1 | Oslo | 104 |
| 2 | Bern | 98 |
| 3 | Rome | 91 |
| Total | | 100 |
""",
    ),
    (
        "cumulative",
        """
| 월 | 가입 | 누적 |
|---|---:|---:|
| 1월 | 120 | 120 |
| 2월 | 130 | 250 |
| 3월 | 110 | 360 |
| 합계 | 360 | 360 |
""",
    ),
    (
        "two wholes in one column",
        """
| 質問 | 割合 |
|---|---:|
| はい（法人） | 62% |
| いいえ（法人） | 38% |
| はい（個人） | 45% |
| いいえ（個人） | 55% |
""",
    ),
    ("men and women of each", "남성 응답자의 61%, 여성 응답자의 54%, 전체의 57%가 만족했다.\n"),
    (
        "two shares that are not one whole",
        "Of those, 62% came by search, 41% by mail and 18% by both.\n",
    ),
    (
        "year before and now",
        "매출은 지난해 812억, 올해 934억이다. 매출은 내년 1,000억을 바라본다.\n",
    ),
    (
        "price list",
        """
| Plan | Monthly | Yearly |
|---|---:|---:|
| Basic | $29 | $290 |
| Plus | $79 | $790 |
| Pro | $199 | $1,990 |
""",
    ),
    (
        "ltv",
        """
| 区分 | 顧客数 | 売上（万円） | 客単価（円） |
|---|---:|---:|---:|
| 新規 | 120 | 240 | 20,000 |
| 既存 | 300 | 900 | 30,000 |
| 計 | 420 | 1,140 | 27,143 |
""",
    ),
    (
        "notice",
        (
            "The notice period is 60 days. The contract runs from 1 May 2025 to 30 April "
            "2026; every 14 days we meet.\n"
        ),
    ),
    (
        "timeline",
        "- 09:00 첫 알림\n- 09:12 담당자 확인\n- 09:40 복구\n\n사용자가 겪은 시간은 28분이다.\n",
    ),
    ("years by words", "창립 10주년을 2025년 5월에 맞았다. 2015년 5월에 문을 열었다.\n"),
    (
        "share of growth",
        """
| Team | 2024 | 2025 | Share of growth |
|---|---:|---:|---:|
| A | 10 | 16 | 60% |
| B | 20 | 24 | 40% |
""",
    ),
    ("phone support hours", "Open 09:00–18:00, 8 hours of work a day, from Monday to Friday.\n"),
    (
        "three fold list",
        "The price is £3 for 100, £5 for 200 and £8 for 400, in all three shops.\n",
    ),
    (
        "sum with missing cell",
        """
| Site | Visits |
|---|---:|
| A | 120 |
| B | n/a |
| C | 80 |
| Total | 260 |
""",
    ),
    (
        "below a limit",
        """
| Store | Wait |
|---|---:|
| A | 3.1 min |
| B | 4.8 min |
| C | 2.2 min |

Every store stays under 5 minutes, and only B needs more than 4.
""",
    ),
]

SOUND += [
    ("growth of a rounded pair", "월 매출은 3억 2천만원에서 4억원으로 20% 늘었다.\n"),
    (
        "rows that are no wholes",
        """
| Team | Answered in an hour | Solved at once |
|---|---:|---:|
| Red | 61% | 44% |
| Blue | 55% | 45% |
| Gold | 70% | 38% |
""",
    ),
    (
        "true count",
        """
| Team | Target | Actual |
|---|---:|---:|
| Red | 20 | 23 |
| Blue | 25 | 24 |
| Gold | 18 | 18 |

Two of the three teams met their target.
""",
    ),
    (
        "true share told",
        """
| 매체 | 비용(만원) |
|---|---:|
| 검색 | 2,400 |
| 영상 | 1,500 |
| 제휴 | 1,500 |

검색이 비용의 44%를 차지했다. 영상은 예산의 30%까지 늘린다.
""",
    ),
    (
        "another share of the same row",
        """
| Source | Leads |
|---|---:|
| Fairs | 120 |
| Web | 380 |

About 12% of the web leads came from abroad. Web is 76% of all leads.
""",
    ),
    (
        "true sum in the text",
        """
| Depot | Parcels |
|---|---:|
| Lyon | 4,120 |
| Metz | 2,875 |
| Nice | 1,960 |

The depots handled 8,955 parcels in total; 120 of them were lost, 40 in total at Nice.
""",
    ),
    (
        "true timeline",
        """
| Time | What |
|---|---|
| 08:12 | First alert |
| 08:31 | Team called |
| 09:47 | Service restored |

The outage lasted 1 hour 35 minutes. Target: 30 minutes. The team took 19 minutes to come.
""",
    ),
    (
        "true months",
        (
            "3월부터 8월까지 6개월, 2018년부터 2024년까지 7년간의 기록이다. 9월부터 "
            "2월까지 6개월은 쉰다.\n"
        ),
    ),
    (
        "another year",
        "올해 매출은 934억원으로 지난해 812억원보다 15% 늘었다. 2년 전 700억원보다는 33% 많다.\n",
    ),
    (
        "part and whole of money",
        "예산 5,000만원 중 4,120만원을 썼다(82.4%). 남은 것은 880만원이다.\n",
    ),
    (
        "growth of two rows",
        "法人は4,200万円から4,830万円へ15％、個人は2,600万円から2,470万円へ5％減った。\n",
    ),
    (
        "price of seats",
        "120 seats at USD 60 a month make USD 86,400 a year; 8% less is USD 79,488.\n",
    ),
    (
        "two totals",
        "We sold 120 tickets in May and 140 in June, 260 in total, of which 31 were free (12%).\n",
    ),
    (
        "sum over more than the table",
        """
## 主な店舗

| 店舗 | 売上 |
|---|---:|
| 東 | 310 |
| 西 | 280 |
| 南 | 240 |

全12店舗の合計は1,930万円。
""",
    ),
]

SOUND += [
    (
        "every one but said",
        """
| Vendor | Single sign-on |
|---|---|
| Abel | yes |
| Birk | no |
| Cato | yes |

Every vendor but Birk offers single sign-on. Only Birk has no single sign-on.
""",
    ),
    ("exhibition", "搬入は9月9日、会期は9月10日〜12日の3日間。申込は6月2日から7月11日まで。\n"),
    (
        "exhibition en",
        "The fair is open from 10 to 12 September 2025, three days; we arrive on 8 September.\n",
    ),
    ("another subject's growth ja", "誤配は120件から96件に減り、再配達率も12%下がった。\n"),
    (
        "another subject's growth en",
        "Tickets fell from 310 to 280, and the share of calls rose 12%.\n",
    ),
    ("versions and errors", "2.8.0의 오류는 312건이다.\n\n2.9.0의 오류는 298건이다.\n"),
    ("two questions", "질문 1의 응답은 188명이다.\n\n질문 2의 응답은 172명이다.\n"),
    (
        "counted twice",
        """
| 채널 | 고객 |
|---|---:|
| 전화 | 120 |
| 메일 | 90 |
| 채팅 | 60 |
| 합계 | 231 |

합계는 두 채널을 쓴 겹친 고객을 한 번만 센 것이다.
""",
    ),
    ("a mean growth", "매출은 2021년 100억원에서 2024년 133억원으로 연평균 10% 늘었다.\n"),
    (
        "four weeks of work days",
        (
            "From 3 March 2025 to 28 March 2025, four weeks, we tested. 4 weeks from 3 "
            "March to 31 March 2025.\n"
        ),
    ),
    ("a day range", "접수는 5월 12일~16일 5일간, 발표는 5월 30일이다.\n"),
    (
        "over so much",
        """
| Kind | Requests |
|---|---:|
| Refund | 160 |
| Delivery | 212 |
| Account | 128 |

Delivery makes up more than 40% of requests. Refund is under a third, with over 150 requests.
""",
    ),
    (
        "turned by chance",
        (
            "The first group had 124 people, the second group 142 people.\n\nTickets: 214 "
            "in May.\n\nTickets: 241 in June.\n"
        ),
    ),
    (
        "beat in all",
        """
| Segment | A | B |
|---|---:|---:|
| New readers | 21.4% | 24.0% |
| Regulars | 33.1% | 35.2% |
| Lapsed | 12.0% | 13.1% |

Every segment opened more with B than with A.
""",
    ),
    (
        "growth beside its values",
        """
| | 2023 | 2024 |
|---|---:|---:|
| Members | 1,204 (+4%) | 1,310 (+8.8%) |
| Guests | 402 (-2%) | 398 (-1.0%) |
""",
    ),
]

SOUND += [
    (
        "two tables of two definitions",
        """
## 고객 수 기준

| 가입 | 1개월 | 2개월 |
|---|---:|---:|
| 1월 | 100% | 82% |
| 2월 | 100% | 79% |

## 금액 기준

| 가입 | 1개월 | 2개월 |
|---|---:|---:|
| 1월 | 100% | 91% |
| 2월 | 100% | 88% |
""",
    ),
    (
        "funnel in words",
        """
| 단계 | 고객 |
|---|---:|
| 문의 | 400 |
| 상담 | 230 |
| 제안 | 120 |
| 계약 | 48 |

문의의 절반이 넘는 고객이 상담까지 온다. 제안의 40%가 계약이 된다.
""",
    ),
    (
        "cut off and said at the end",
        """
# 시장

| 분류 | 2023년(억원) | 2024년(억원) | 비중 |
|---|---:|---:|---:|
| 가 | 1,204 | 1,310 | 45.0% |
| 나 | 880 | 921 | 31.6% |
| 다 | 655 | 679 | 23.3% |
| 합계 | 2,741 | 2,912 | 100% |

## 읽는 법

억원 아래는 버린 값이라 합계와 다를 수 있다.
""",
    ),
    (
        "gap and plan en",
        """
| Region | Plan | Actual |
|---|---:|---:|
| North | 40 | 44 |
| South | 38 | 35 |
| West | 20 | 26 |

All regions but South are above plan. The biggest gap to plan is in West.
""",
    ),
    ("two values that are not of one thing", "遅配は186件、誤配は42件で、前月より12%減った。\n"),
    (
        "all true in three years",
        """
| 県 | 2022年 | 2023年 | 2024年 |
|---|---:|---:|---:|
| 青森 | 120 | 126 | 131 |
| 秋田 | 98 | 97 | 99 |
| 岩手 | 110 | 118 | 121 |

すべての県で増えている。
""",
    ),
]

SOUND += [
    (
        "net is another word ja",
        """
| 項目 | 金額（万円） |
|---|---:|
| 売上 | 2,709 |
| 原価 | 1,204 |

純売上は2,438万円、売上原価は1,024万円ではない。再配送は12%減った。
""",
    ),
    (
        "a stem that leaves a row out",
        """
| 경로 | 매출(백만원) | 비중 |
|---|---:|---:|
| 직영점 | 620 | 62.0% |
| 온라인 | 380 | 38.0% |
| 가맹점 | 240 | – |
| 합계(가맹 제외) | 1,000 | 100% |
""",
    ),
    (
        "parents without marks",
        """
| Area | Orders |
|---|---:|
| Europe | 300 |
| France | 180 |
| Spain | 120 |
| Asia | 210 |
| Japan | 130 |
| Korea | 80 |
| Total | 510 |
""",
    ),
    (
        "rows are wholes",
        """
| 構成比 | 法人 | 個人 | 学生 |
|---|---:|---:|---:|
| 東 | 40% | 35% | 25% |
| 西 | 30% | 45% | 25% |
| 南 | 36% | 34% | 30% |
""",
    ),
    (
        "two measures over two months",
        """
| 단계 | 3월 고객 | 3월 전환율 | 4월 고객 | 4월 전환율 |
|---|---:|---:|---:|---:|
| 상담 | 400 | 52% | 420 | 55% |
| 제안 | 208 | 48% | 231 | 45% |
| 계약 | 100 | 30% | 104 | 31% |

모든 단계에서 고객이 늘었고, 전환율은 제안만 내렸다.
""",
    ),
    (
        "errors of two versions",
        """
| 판 | 오류 | 문의 |
|---|---:|---:|
| 2.8 | 314 | 88 |
| 2.9 | 276 | 91 |

2.7판의 오류는 341건이었다.
""",
    ),
]
