"""Short documents with one fault each: name, kind, text. All figures are invented."""

FAULTY: list[tuple[str, str, str]] = [
    (
        "total first row ko",
        "total",
        """
## 지역별 매출 (단위: 백만원)

| 지역 | 1분기 | 2분기 |
|---|---:|---:|
| 전체 합계 | 1,842 | 1,975 |
| 수도권 | 1,020 | 1,101 |
| 영남 | 412 | 455 |
| 호남 | 208 | 219 |
| 기타 | 202 | 218 |
""",
    ),
    (
        "total column en",
        "total",
        """
| Team | Q1 | Q2 | Q3 | Total |
|---|---:|---:|---:|---:|
| North | 120 | 134 | 141 | 395 |
| South | 98 | 101 | 97 | 296 |
| West | 143 | 150 | 162 | 465 |
""",
    ),
    (
        "subtotal ja no outer pipes",
        "total",
        """
### 経費（千円）

費目 | 4月 | 5月
---|---:|---:
人件費 | 3,200 | 3,250
外注費 | 1,480 | 1,120
小計 | 4,680 | 4,370
地代 | 900 | 900
水光熱 | 212 | 198
合計 | 5,792 | 5,648
""",
    ),
    (
        "total in a sentence ja",
        "total",
        "新規は直販31社、代理店12社、紹介9社で、合計54社だった。\n",
    ),
    (
        "total in a sentence en",
        "total",
        (
            "We hired 4 engineers, 3 designers and 2 writers.\n\nOpen seats: 14 in Berlin, "
            "9 in Oslo, 6 in Porto, in all 31.\n"
        ),
    ),
    (
        "net in a sentence ko",
        "total",
        "이번 달 신규 가입 412건, 해지 187건으로 순증은 252건이다.\n",
    ),
    (
        "list with a total ko",
        "total",
        """
## 문의 유형

- 배송: 142건
- 교환·반품: 97건
- 결제: 55건
- 기타: 31건
- 합계: 352건
""",
    ),
    (
        "bridge with signs en",
        "total",
        """
| $k | FY24 |
|---|---:|
| Opening ARR | 4,210 |
| New | 612 |
| Expansion | 238 |
| Contraction | (97) |
| Churn | (181) |
| Closing ARR | 4,872 |
""",
    ),
    (
        "net sales ja",
        "total",
        """
| 項目（万円） | 9月 | 10月 |
|---|---:|---:|
| 総売上 | 3,120 | 3,384 |
| 返品 | △140 | △152 |
| 値引 | △95 | △101 |
| 純売上 | 2,885 | 3,113 |
""",
    ),
    (
        "share of total en",
        "share",
        """
| Channel | Orders | Share |
|---|---:|---:|
| Web | 1,240 | 49.6% |
| App | 860 | 34.4% |
| Phone | 250 | 12.5% |
| Store | 150 | 6.0% |
| Total | 2,500 | |
""",
    ),
    (
        "share in brackets in cells ko",
        "share",
        """
응답자 400명

| 답 | 인원 |
|---|---:|
| 매우 그렇다 | 152명 (38.0%) |
| 그렇다 | 130명 (32.5%) |
| 아니다 | 74명 (15.8%) |
| 모르겠다 | 44명 (11.0%) |
""",
    ),
    (
        "rate per row en",
        "share",
        """
| Campaign | Sent | Opened | Open rate |
|---|---:|---:|---:|
| Spring | 4,200 | 1,302 | 31.0% |
| Summer | 3,900 | 1,053 | 27.0% |
| Autumn | 5,100 | 1,377 | 29.7% |
| Winter | 4,800 | 1,584 | 33.0% |
""",
    ),
    (
        "share in a sentence ko",
        "share",
        "설문에 답한 1,250명 중 425명(43%)이 다시 사겠다고 했다.\n",
    ),
    ("share in a sentence ja", "share", "回答した260社のうち91社（53％）が更新を決めている。\n"),
    (
        "share in a sentence en",
        "share",
        "Of 640 tickets, 208 (23%) were solved without a person.\n",
    ),
    ("share of en", "share", "In the sample 171 of 500 replies (43.2%) asked for the order.\n"),
    (
        "turned share ja",
        "share",
        """
| | 4月 | 5月 | 6月 |
|---|---:|---:|---:|
| 訪問 | 8,200 | 8,650 | 9,100 |
| 購入 | 246 | 303 | 291 |
| 購入率 | 3.0% | 3.5% | 2.3% |
""",
    ),
    (
        "hundred ja",
        "hundred",
        """
## 予算の配分

| 用途 | 構成比 |
|---|---:|
| 広告 | 45% |
| 展示会 | 25% |
| 紙 | 18% |
| その他 | 22% |
""",
    ),
    (
        "hundred in a column of answers ko",
        "hundred",
        """
가장 중요한 이유를 하나만 골랐다.

| 이유 | 비율 |
|---|---:|
| 가격 | 41.2% |
| 품질 | 27.5% |
| 배송 | 12.3% |
| 추천 | 8.6% |
| 기타 | 4.1% |
""",
    ),
    (
        "hundred with its total en",
        "hundred",
        """
| Segment | Revenue share |
|---|---:|
| Small | 31% |
| Medium | 42% |
| Large | 36% |
| Total | 100% |
""",
    ),
    (
        "hundred in a sentence en",
        "hundred",
        "By plan the revenue splits into 48% Basic, 31% Plus, 14% Pro and 12% other.\n",
    ),
    (
        "hundred in a sentence ko",
        "hundred",
        "매출 비중은 온라인 52%, 매장 33%, 도매 21%, 기타 4%이다.\n",
    ),
    (
        "hundred in a sentence ja",
        "hundred",
        "売上の構成比は、通販58％、店舗27％、卸22％、その他3％である。\n",
    ),
    (
        "growth column ko",
        "growth",
        """
| 구분 | 2023년 | 2024년 | 증감률 |
|---|---:|---:|---:|
| 국내 | 482억 | 531억 | 10.2% |
| 해외 | 120억 | 156억 | 23.0% |
| 합계 | 602억 | 687억 | 14.1% |
""",
    ),
    (
        "growth column, one row",
        "growth",
        """
| Measure | 2023 | 2024 | Change |
|---|---:|---:|---:|
| Customers | 1,480 | 1,702 | +13% |
""",
    ),
    (
        "growth points en",
        "growth",
        """
| Plan | 2024 | 2025 | Change |
|---|---:|---:|---:|
| Basic | 62% | 66% | +4 pp |
| Plus | 48% | 55% | +17 pp |
| Pro | 71% | 69% | -2 pp |
""",
    ),
    (
        "growth in a sentence ko",
        "growth",
        "월 매출은 3억 2천만원에서 4억 1천만원으로 20% 늘었다.\n",
    ),
    ("growth in a sentence ja", "growth", "会員数は1万2,400人から1万4,260人へ、18％増えた。\n"),
    (
        "growth in a sentence en",
        "growth",
        "Revenue rose from $1.20M to $1.50M, an increase of 20%.\n",
    ),
    ("growth by before from en", "growth", "Churn fell 32% from 250 to 190 accounts.\n"),
    ("multiple in a sentence ko", "growth", "문의는 140건에서 420건으로 네 배가 됐다.\n"),
    ("multiple in a sentence ja", "growth", "申込は85件から255件へと2.5倍になった。\n"),
    ("multiple en", "growth", "Sign-ups went from 400 to 1,000, a 3.5x increase.\n"),
    ("arrow en", "growth", "- Median wait: 9.0 → 6.3 minutes (-40%)\n"),
    (
        "growth of a table row in the text ja",
        "growth",
        """
## 売上（万円）

| 部門 | 2023年度 | 2024年度 |
|---|---:|---:|
| 法人 | 4,200 | 4,830 |
| 個人 | 2,600 | 2,470 |

法人は25％伸び、個人は5％減った。
""",
    ),
    (
        "growth down a column ko",
        "growth",
        """
| 월 | 방문 | 전월 대비 |
|---|---:|---:|
| 1월 | 12,000 | |
| 2월 | 12,600 | +5.0% |
| 3월 | 13,860 | +10.0% |
| 4월 | 13,167 | -8.0% |
| 5월 | 14,484 | +10.0% |
""",
    ),
    (
        "two tables ko",
        "twice",
        """
## 요약

| 항목 | 2024년 | 2025년 |
|---|---:|---:|
| 매출 | 812 | 934 |
| 영업이익 | 96 | 141 |

## 상세

| 항목 | 2024년 | 2025년 |
|---|---:|---:|
| 매출 | 812 | 943 |
| 원가 | 505 | 560 |
| 영업이익 | 96 | 141 |
""",
    ),
    (
        "table and text en",
        "twice",
        """
## Seats

| Office | Seats | Rent |
|---|---:|---:|
| Leeds | 148 | £9,200 |
| Bath | 62 | £4,100 |

Leeds has 184 seats, which is enough for this year.
""",
    ),
    (
        "table and text ko",
        "twice",
        """
## 비용

| 항목 | 금액(만원) |
|---|---:|
| 서버 | 1,420 |
| 인건비 | 5,300 |
| 광고 | 2,150 |

이 가운데 광고는 2,510만원으로, 다음 달에 줄인다.
""",
    ),
    (
        "two sentences en",
        "twice",
        (
            "The pilot covered 36 branches.\n\n## Result\n\nThe number of branches was 36 "
            "in March.\n\nTotal budget: €48,500.\n\n## Money\n\nTotal budget is €45,800.\n"
        ),
    ),
    (
        "two sentences ko",
        "twice",
        "총예산은 3,600만원이다.\n\n## 집행\n\n총예산은 3,900만원이며 절반을 썼다.\n",
    ),
    (
        "two sentences ja",
        "twice",
        "対象店舗は128店舗である。\n\n## 詳細\n\n対象店舗は182店舗で、関東が多い。\n",
    ),
    (
        "heading list and text",
        "twice",
        """
## 要点

- 新規契約：214件
- 解約：61件

## 詳細

7月の新規契約は241件で、前年を上回った。
""",
    ),
    (
        "all grew ja",
        "overclaim",
        """
| 店舗 | 2024年 | 2025年 |
|---|---:|---:|
| 札幌 | 1,200 | 1,310 |
| 仙台 | 980 | 1,040 |
| 広島 | 1,110 | 1,090 |
| 福岡 | 1,450 | 1,600 |

すべての店舗で売上が増えた。
""",
    ),
    (
        "every over en",
        "overclaim",
        """
| Region | Response rate |
|---|---:|
| North | 91% |
| East | 88% |
| South | 93% |
| West | 95% |

Every region had a response rate of at least 90%.
""",
    ),
    (
        "none below en",
        "overclaim",
        """
| Site | Uptime |
|---|---:|
| Oslo | 99.95% |
| Rome | 99.91% |
| Riga | 99.87% |
| Cork | 99.97% |

No site was below 99.9%.
""",
    ),
    (
        "only one fell ko",
        "overclaim",
        """
| 채널 | 3월 | 4월 |
|---|---:|---:|
| 검색 | 410 | 452 |
| 소셜 | 288 | 263 |
| 메일 | 190 | 171 |
| 직접 | 640 | 655 |

메일만 줄었다.
""",
    ),
    (
        "half ko",
        "overclaim",
        """
| 유형 | 건수 |
|---|---:|
| 배송 | 118 |
| 결제 | 92 |
| 환불 | 74 |
| 기타 | 36 |

배송이 절반을 넘는다.
""",
    ),
    (
        "doubled en",
        "overclaim",
        """
| Product | 2024 | 2025 |
|---|---:|---:|
| Chat | 310 | 505 |
| Mail | 280 | 291 |

Chat doubled from one year to the next.
""",
    ),
    (
        "highest ja",
        "overclaim",
        """
| 曜日 | 件数 |
|---|---:|
| 月 曜日 | 142 |
| 火 曜日 | 118 |
| 水 曜日 | 156 |
| 木 曜日 | 131 |

月 曜日の件数が最も多い。
""",
    ),
    (
        "every month en",
        "overclaim",
        """
| Month | Orders |
|---|---:|
| January | 410 |
| February | 432 |
| March | 428 |
| April | 470 |

Orders grew every month.
""",
    ),
    (
        "met the goal ja",
        "overclaim",
        """
| チーム | 目標 | 実績 |
|---|---:|---:|
| 東 | 40 | 44 |
| 西 | 35 | 33 |
| 南 | 30 | 31 |

全チームが目標を達成した。
""",
    ),
    (
        "all of them up ko",
        "overclaim",
        """
| 요금제 | 1분기 | 2분기 | 증감 |
|---|---:|---:|---:|
| 기본 | 320 | 344 | +24 |
| 성장 | 210 | 204 | -6 |
| 기업 | 58 | 63 | +5 |

세 요금제 모두 늘었다.
""",
    ),
    ("duration ko", "duration", "시범 운영은 2025년 3월 3일부터 4월 11일까지 30일간 했다.\n"),
    ("duration ja", "duration", "工事は5月12日から6月20日まで（28日間）。2025年度の計画どおり。\n"),
    ("duration en", "duration", "The trial ran from 4 March to 28 March 2025, 35 days in all.\n"),
    (
        "duration of hours ko",
        "duration",
        "장애는 14:05에 시작해 16:20에 끝났다. 총 14:05~16:20, 1시간 45분 동안 주문이 막혔다.\n",
    ),
    (
        "duration of hours en",
        "duration",
        "The outage lasted from 09:12 to 11:47, or 3 hours 35 minutes.\n",
    ),
    ("duration of hours ja", "duration", "障害は22:40から翌0:15まで、65分間続いた。\n"),
    (
        "duration in columns en",
        "duration",
        """
| Phase | Start | End | Days |
|---|---|---|---:|
| Design | 2025-02-03 | 2025-02-14 | 12 |
| Build | 2025-02-17 | 2025-03-28 | 30 |
| Test | 2025-03-31 | 2025-04-11 | 12 |
""",
    ),
    (
        "duration in weeks en",
        "duration",
        (
            "The sprint ran from 6 January 2025 to 14 February 2025 (eight weeks, 8 weeks "
            "in the plan).\n"
        ),
    ),
    (
        "duration in months ko",
        "duration",
        "계약 기간은 2024년 4월 1일부터 2025년 3월 31일까지 18개월이다.\n",
    ),
    (
        "duration rows ja",
        "duration",
        """
| | |
|---|---|
| 開始 | 2025年6月2日 |
| 終了 | 2025年7月18日 |
| 期間 | 60日 |
""",
    ),
    (
        "incident list en",
        "duration",
        """
- Started: 10:04
- Resolved: 12:34
- Duration: 3 hours 30 minutes
""",
    ),
]

FAULTY += [
    (
        "sum of a table in the text ko",
        "total",
        """
## 접수

| 창구 | 접수 |
|---|---:|
| 본관 | 312 |
| 별관 | 188 |
| 온라인 | 745 |

세 창구를 합하면 1,254건이다.
""",
    ),
    (
        "sum of a table in the text en",
        "total",
        """
| Depot | Parcels |
|---|---:|
| Lyon | 4,120 |
| Metz | 2,875 |
| Nice | 1,960 |

The depots handled 8,595 parcels in total.
""",
    ),
    (
        "share told in the text ko",
        "share",
        """
## 비용

| 매체 | 비용(만원) | 가입 |
|---|---:|---:|
| 검색 | 2,400 | 960 |
| 영상 | 1,500 | 375 |
| 제휴 | 1,500 | 610 |
| 합계 | 5,400 | 1,945 |

검색이 비용의 54%를 차지했다.
""",
    ),
    (
        "share told in the text en",
        "share",
        """
| Source | Leads |
|---|---:|
| Fairs | 120 |
| Web | 380 |
| Partners | 100 |

The web accounted for 73% of all leads.
""",
    ),
    (
        "share told in the text ja",
        "share",
        """
| 区分 | 売上（百万円） |
|---|---:|
| 国内 | 1,230 |
| 海外 | 410 |

海外は売上の35％を占める。
""",
    ),
    (
        "each row adds to 100",
        "hundred",
        """
| 지점 | 만족 | 보통 | 불만 |
|---|---:|---:|---:|
| 가 지점 | 62% | 28% | 10% |
| 나 지점 | 55% | 33% | 12% |
| 다 지점 | 71% | 29% | 9% |
""",
    ),
    (
        "one of two columns",
        "hundred",
        """
| Size | 2024 | 2025 |
|---|---:|---:|
| Small | 41% | 44% |
| Medium | 36% | 39% |
| Large | 23% | 26% |
""",
    ),
    (
        "growth against the year before ko",
        "growth",
        "올해 매출은 934억원으로 지난해 812억원보다 18% 늘었다.\n",
    ),
    (
        "growth against the year before ja",
        "growth",
        "今年度の売上は9.34億円で、前年度の8.12億円に比べ11.5％増えた。\n",
    ),
    (
        "growth against the year before en",
        "growth",
        "We closed 284 deals, up 27% on last year's 241 deals.\n",
    ),
    (
        "multiples in a column",
        "growth",
        """
| 区分 | 導入前 | 導入後 | 倍率 |
|---|---:|---:|---:|
| 問い合わせ | 120 | 300 | 2.5倍 |
| 予約 | 80 | 176 | 2.2倍 |
| 購入 | 50 | 85 | 1.9倍 |
""",
    ),
    (
        "total told in the text ja",
        "twice",
        """
## 回答

| 区分 | 回答数 |
|---|---:|
| 法人 | 412 |
| 個人 | 628 |
| 合計 | 1,040 |

## まとめ

回答数は全体で1,400件だった。
""",
    ),
    (
        "most of them",
        "overclaim",
        """
| Branch | 2024 | 2025 |
|---|---:|---:|
| Ghent | 40 | 44 |
| Delft | 38 | 35 |
| Lille | 20 | 19 |
| Essen | 51 | 50 |

Most branches grew.
""",
    ),
    (
        "so many of so many en",
        "overclaim",
        """
| Team | Target | Actual |
|---|---:|---:|
| Red | 20 | 23 |
| Blue | 25 | 24 |
| Gold | 18 | 18 |
| Pink | 30 | 22 |

Three of the four teams met their target.
""",
    ),
    (
        "so many of so many ko",
        "overclaim",
        """
| 지점 | 3월 | 4월 |
|---|---:|---:|
| 강남 | 88 | 93 |
| 종로 | 76 | 71 |
| 마포 | 64 | 60 |
| 송파 | 59 | 66 |

네 곳 중 세 곳이 늘었다.
""",
    ),
    (
        "more than another ja",
        "overclaim",
        """
| 経路 | 申込 |
|---|---:|
| 広告 | 210 |
| 紹介 | 245 |
| 展示会 | 130 |

申込は広告が紹介より多い。
""",
    ),
    (
        "a row of three months rising",
        "overclaim",
        """
| 항목 | 1월 | 2월 | 3월 |
|---|---:|---:|---:|
| 방문 | 310 | 298 | 340 |
| 구매 | 41 | 44 | 52 |

방문은 매달 늘었다.
""",
    ),
    ("months ko", "duration", "시범 기간은 3월부터 8월까지 4개월이다.\n"),
    ("years ja", "duration", "2018年から2024年までの9年間の記録である。\n"),
    (
        "timeline en",
        "duration",
        """
## Timeline

| Time | What |
|---|---|
| 08:12 | First alert |
| 08:31 | Team called |
| 09:47 | Service restored |

The outage lasted 2 hours 35 minutes.
""",
    ),
    (
        "timeline ko",
        "duration",
        """
## 경과

- 21:04 첫 경보
- 21:20 담당자 접속
- 22:49 복구 완료

## 요약

장애 시간은 총 1시간 15분이다.
""",
    ),
    ("left until ko", "duration", "오늘(2025년 9월 1일)부터 마감인 10월 10일까지 49일 남았다.\n"),
    (
        "went down in percent ja",
        "growth",
        "平均の待ち時間は12.5分から9.0分へと38％短くなり、短縮が進んだ。\n",
    ),
    (
        "hundred in a list ja",
        "hundred",
        """
## 来店のきっかけ（単一回答の割合）

- 検索　38％
- 紹介　27％
- 看板　21％
- その他　24％
""",
    ),
    (
        "total of money ja",
        "total",
        """
| 費目 | 金額 |
|---|---:|
| 会場 | 1,200万円 |
| 広告 | 850万円 |
| 人件費 | 1億2,400万円 |
| 合計 | 1億4,540万円 |
""",
    ),
    (
        "full width ja",
        "total",
        """
| 店舗 | 件数 |
|---|---:|
| 東店 | １，２３４ |
| 西店 | ９８７ |
| 南店 | ６５４ |
| 合計 | ２，８５７ |
""",
    ),
]

FAULTY += [
    (
        "every one has it en",
        "overclaim",
        """
| Vendor | Single sign-on | Export |
|---|---|---|
| Abel | yes | yes |
| Birk | no | yes |
| Cato | yes | yes |
| Dorn | yes | no |

Every vendor offers single sign-on.
""",
    ),
    (
        "all have it ja",
        "overclaim",
        """
| 機能 | A社 | B社 | C社 | D社 |
|---|---|---|---|---|
| 予約 | ○ | ○ | × | ○ |
| 決済 | ○ | × | × | ○ |

予約は4社すべてが備えている。
""",
    ),
    (
        "all done ko",
        "overclaim",
        """
| 과제 | 담당 | 상태 |
|---|---|---|
| 로그인 개선 | 김 | 완료 |
| 알림 묶기 | 이 | 완료 |
| 속도 점검 | 박 | 진행 중 |
| 문서 정리 | 최 | 완료 |

네 과제를 모두 완료했다.
""",
    ),
    (
        "beat in every segment en",
        "overclaim",
        """
| Segment | Subject A | Subject B |
|---|---:|---:|
| New readers | 21.4% | 24.0% |
| Regulars | 33.1% | 35.2% |
| Lapsed | 12.0% | 11.1% |

Subject B beat Subject A in every segment.
""",
    ),
    (
        "growth over a limit ja",
        "overclaim",
        """
| 地域 | 2023年 | 2024年 |
|---|---:|---:|
| 北部 | 400 | 452 |
| 中部 | 520 | 561 |
| 南部 | 310 | 348 |

すべての地域で10%以上伸びた。
""",
    ),
    (
        "over so much en",
        "overclaim",
        """
| Kind | Requests |
|---|---:|
| Refund | 160 |
| Delivery | 212 |
| Account | 128 |

Delivery makes up more than 45% of requests.
""",
    ),
    (
        "every quarter over",
        "overclaim",
        """
| 분기 | 만족도 |
|---|---:|
| 1분기 | 4.2 |
| 2분기 | 3.9 |
| 3분기 | 4.4 |
| 4분기 | 4.5 |

만족도는 모든 분기에 4.0 이상이었다.
""",
    ),
    (
        "goal in the words ko",
        "overclaim",
        """
목표는 응답률 90% 이상이다.

| 팀 | 응답률 |
|---|---:|
| 가 팀 | 94% |
| 나 팀 | 91% |
| 다 팀 | 87% |

모든 팀이 목표를 달성했다.
""",
    ),
    (
        "two together en",
        "overclaim",
        """
| Reason | Answers | Share |
|---|---:|---:|
| Price | 60 | 24% |
| Time | 55 | 22% |
| Fit | 75 | 30% |
| Other | 60 | 24% |

Price and time together are more than half of the answers.
""",
    ),
    (
        "highest with two columns ko",
        "overclaim",
        """
| 이유 | 응답 | 비율 |
|---|---:|---:|
| 가격 | 88 | 35.2% |
| 품질 | 97 | 38.8% |
| 배송 | 65 | 26.0% |

가장 많은 이유는 가격이었다.
""",
    ),
    (
        "the summary says more",
        "overclaim",
        """
# Review

All stores sold more in May than in April.

## Figures

| Store | April | May |
|---|---:|---:|
| Elm | 210 | 230 |
| Oak | 190 | 184 |
| Ash | 160 | 171 |
""",
    ),
    (
        "turned digits in a summary",
        "twice",
        """
# Pilot

The pilot ran in 34 shops and cost £41,200.

## Cost

In the end the pilot cost £42,100, as agreed.
""",
    ),
    (
        "turned digits in a table",
        "twice",
        """
| Plan | Seats | Price a month |
|---|---:|---:|
| Team | 25 | $1,290 |
| Firm | 80 | $3,440 |

A team pays $1,920 and may leave at the end of a month.
""",
    ),
    (
        "turned digits ja",
        "twice",
        """
## 概要

研修の参加者は146名、満足度は4.3点。

## 振り返り

参加者164名のうち、遠方からの人が多かった。
""",
    ),
    (
        "span in words en",
        "duration",
        "The pilot ran from 6 January to 28 February 2025, twelve weeks in all.\n",
    ),
    (
        "weeks off by two",
        "duration",
        "The freeze is from 3 March 2025 to 30 March 2025 (6 weeks).\n",
    ),
    (
        "short end of a range ja",
        "duration",
        "展示会は9月10日〜13日の3か月前に申し込んだ。会期は2025年9月10日〜13日の7日間。\n",
    ),
    (
        "growth over two lines en",
        "growth",
        "Installs went from 12,400 in\nMarch to 17,100 in April, which\nis a rise of 48%.\n",
    ),
    (
        "growth over two lines ja",
        "growth",
        "来訪者は1,240人から1,488\n人へと、前の年より30％\n増えた。\n",
    ),
    (
        "budget by verbs",
        "hundred",
        "We spend 45% on salaries, 30% on rooms, 20% on tools and 15% on travel.\n",
    ),
    (
        "budget as a list",
        "hundred",
        """
## How the budget is split

- 45% salaries
- 30% rooms
- 20% tools
- 15% travel
""",
    ),
    ("share in another order ja", "share", "返品は318件で、全体（1,204件）の36％だった。\n"),
    (
        "share before its parts en",
        "share",
        "About 320 of them stayed. A full 61% (208 of 412) came back.\n",
    ),
]

FAULTY += [
    (
        "all regions over last year ja",
        "overclaim",
        """
| エリア | 前年 | 今年 | 前年比 |
|---|---:|---:|---:|
| 北 | 410 | 432 | 105.4% |
| 東 | 388 | 381 | 98.2% |
| 西 | 502 | 530 | 105.6% |
| 南 | 295 | 301 | 102.0% |

4エリアすべてで前年を上回った。
""",
    ),
    (
        "before and after ko",
        "overclaim",
        """
| 채널 | 출시 전 | 출시 후 |
|---|---:|---:|
| 검색 | 41 | 55 |
| 메일 | 38 | 36 |
| 추천 | 12 | 19 |

모든 채널에서 가입이 늘었다.
""",
    ),
    (
        "the quantifier in its own clause en",
        "overclaim",
        """
| Segment | Version A | Version B |
|---|---:|---:|
| New readers | 21.4% | 24.0% |
| Regulars | 33.1% | 35.2% |
| Lapsed | 12.0% | 11.1% |

In every segment, Version B had the higher open rate.
""",
    ),
    (
        "more than ours en",
        "overclaim",
        """
| Vendor | Price per seat |
|---|---:|
| Abel | $49 |
| Birk | $39 |
| Cato | $59 |
| Our product | $45 |

All three competitors have a higher price than ours.
""",
    ),
    (
        "all passed ja",
        "overclaim",
        """
| 期 | 人数 | 修了率 |
|---|---:|---:|
| 第1期 | 24 | 92% |
| 第2期 | 31 | 87% |
| 第3期 | 28 | 93% |

どの期も修了率は90％を超えた。
""",
    ),
    (
        "all in time ko",
        "overclaim",
        """
| 구간 | 응답 시간 |
|---|---:|
| 로그인 | 0.8초 |
| 결제 | 1.4초 |
| 검색 | 0.6초 |
| 목록 | 0.9초 |

모든 구간의 응답 시간이 1초 안에 들었다.
""",
    ),
    (
        "three columns of years ja",
        "overclaim",
        """
| 県 | 2022年 | 2023年 | 2024年 |
|---|---:|---:|---:|
| 青森 | 120 | 126 | 131 |
| 秋田 | 98 | 97 | 95 |
| 岩手 | 110 | 118 | 121 |

3県とも市場は拡大しており、すべての県で増えている。
""",
    ),
    (
        "names and values en",
        "twice",
        """
## Terms

| Term | Value |
|---|---|
| Revenue share | 20% |
| Contract | 24 months |
| Area | Nordics |

The revenue share of 25% holds from the first sale.
""",
    ),
    (
        "growth of a table of months en",
        "growth",
        """
## Installs

| Month | Installs | Sessions |
|---|---:|---:|
| March | 12,400 | 40,100 |
| April | 14,900 | 44,800 |
| May | 16,200 | 47,000 |
| June | 18,600 | 52,700 |
| July | 19,100 | 53,900 |

Installs grew by 62% from March to June.
""",
    ),
    (
        "multiple of a table row ja",
        "growth",
        """
## 来訪者（万人）

| 地域 | 2019年 | 2024年 |
|---|---:|---:|
| 北部 | 120 | 150 |
| 南部 | 80 | 176 |

南部の来訪者は5年で2.6倍に増えた。
""",
    ),
    (
        "share of all ja",
        "share",
        """
## 内容

| 区分 | 件数 |
|---|---:|
| 配送 | 412 |
| 返品 | 248 |
| その他 | 140 |
| 合計 | 800 |

その他は全体の27％である。
""",
    ),
]

FAULTY += [
    (
        "everyone in time ja",
        "overclaim",
        """
| 配属 | 人数 | 修了までの日数 |
|---|---:|---:|
| 営業部 | 12 | 24日 |
| 開発部 | 18 | 33日 |
| 管理部 | 7 | 21日 |

全部署が30日以内に修了した。
""",
    ),
    (
        "single letters for heads en",
        "overclaim",
        """
| Segment | A | B |
|---|---:|---:|
| New readers | 21.4% | 24.0% |
| Regulars | 33.1% | 35.2% |
| Lapsed | 12.0% | 11.1% |
| Paying | 40.2% | 41.0% |

Subject line B beat subject line A in every segment.
""",
    ),
    (
        "a price a month and a year ko",
        "twice",
        """
| 요금제 | 월 요금(원) | 연 요금(원) |
|---|---:|---:|
| 기본 | 29,000 | 290,000 |
| 성장 | 59,000 | 590,000 |
| 기업 | 129,000 | 1,290,000 |

성장 요금제는 95,000원으로 시작한다.
""",
    ),
    (
        "percentages and their change en",
        "growth",
        "The crash rate fell from 1.2% to 0.4%, down 50%.\n",
    ),
    (
        "more than the year before en",
        "growth",
        "We had 1,420 visitors, 26% more than the 1,220 of last year.\n",
    ),
    (
        "years in the sentence ja",
        "growth",
        "2024年の宿泊者は3,687万人で、2019年の3,188万人を21％上回った。\n",
    ),
    (
        "every vendor has a trial",
        "overclaim",
        """
| Vendor | Free trial | Price |
|---|---|---:|
| Abel | 14 days | $49 |
| Birk | none | $39 |
| Cato | 30 days | $59 |
| Dorn | 14 days | $45 |

Every vendor has a free trial.
""",
    ),
]
