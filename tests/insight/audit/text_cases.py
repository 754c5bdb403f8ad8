"""Short texts with one fault each, and sound ones that look as if they had. All is invented."""

TOLD_WRONG: list[tuple[str, str]] = [
    (
        "twice",
        """# 보고

## 요약

구축 비용은 1.2억원이다.

## 비용

구축 비용은 10,200만원이며 내년부터는 유지비만 든다.
""",
    ),
    (
        "twice",
        """# 報告

## 要旨

来場者は1,482名、費用は325万円だった。

## 詳しく

来場者1,842名のうち、半数が初めてだった。
""",
    ),
    (
        "twice",
        """# 報告

## 要旨

改修費は1,240万円である。

## 費用

改修費12,140千円は、予備費から出す。
""",
    ),
    (
        "twice",
        """# Report

## Summary

The event drew 1,482 visitors and cost $32,500.

## Details

Of the 1,842 visitors, half came for the first time.
""",
    ),
    (
        "twice",
        """# Report

## Summary

The new line has a capacity of 3.4 million units a year.

## Details

With a capacity of 3,900k units a year the new line covers the forecast.
""",
    ),
    (
        "twice",
        """# 회의록

- 참석: 12명
- 예산: 4,800만원
- 기간: 3월~5월

## 결정

예산 8,400만원은 두 번에 나누어 쓴다.
""",
    ),
    (
        "twice",
        """# Minutes

- Budget: $48,000
- Team: 6 people

## Decisions

The budget of $84,000 is spent in two parts.
""",
    ),
    (
        "twice",
        """# 議事録

- 予算：480万円
- 出席：12名

## 決まったこと

予算840万円は2回に分けて使う。
""",
    ),
    (
        "growth",
        """문의는 지난달 420건에서 이번 달 504건으로 24% 늘었다.
""",
    ),
    (
        "growth",
        """問い合わせは先月の420件から504件へ24％増えた。
""",
    ),
    (
        "growth",
        """Tickets rose from 420 to 504, an increase of 24%.
""",
    ),
    (
        "growth",
        """방문자는 3만 2천명으로 작년 2만 5천명의 1.5배다.
""",
    ),
    (
        "growth",
        """来場者は3万2千人で、昨年の2万5千人の1.5倍になった。
""",
    ),
    (
        "growth",
        """We had 32,000 visitors against 25,000 last year, 1.5 times as many.
""",
    ),
    (
        "growth",
        """Churn fell from 4.8% to 3.6%, a drop of 1.8 points.
""",
    ),
    (
        "growth",
        """해지율은 4.8%에서 3.6%로 1.8%p 낮아졌다.
""",
    ),
    (
        "growth",
        """解約率は4.8％から3.6％へ1.8ポイント下がった。
""",
    ),
    (
        "duration",
        """공사는 2025년 3월 10일에 시작해 4월 18일에 끝났다.
2025년 3월 10일부터 4월 18일까지 60일이 걸렸다.
""",
    ),
    (
        "duration",
        """工事は2025年3月10日に始まり4月18日に終わり、60日かかった。
""",
    ),
    (
        "duration",
        """The works started on 10 March 2025 and ended on 18 April 2025, after 60 days.
""",
    ),
    (
        "duration",
        """장애는 오전 9시 40분부터 11시 10분까지 2시간 30분 이어졌다.
""",
    ),
    (
        "duration",
        """障害は9時40分から11時10分まで、2時間30分続いた。
""",
    ),
    (
        "duration",
        """The line was down from 9:40 to 11:10, for two and a half hours, 2 hours 30 minutes.
""",
    ),
    (
        "duration",
        """계약은 2024년 7월 1일에 시작해 2026년 6월 30일에 끝나는 3년 계약이다.
""",
    ),
    (
        "duration",
        """契約は2024年7月1日から2026年6月30日までの3年間である。
""",
    ),
    (
        "duration",
        """The contract runs from 1 July 2024 to 30 June 2026, a term of three years.
""",
    ),
    (
        "hundred",
        """응답자는 20대 24%, 30대 38%, 40대 27%, 기타 17%로 나뉜다.
""",
    ),
    (
        "hundred",
        """The budget is split into staff 52%, rent 21%, tools 15% and other 18%.
""",
    ),
    (
        "hundred",
        """回答者の内訳は20代24％、30代38％、40代27％、その他17％である。
""",
    ),
    (
        "share",
        """응답 620건 가운데 186건, 곧 34%가 환불을 원했다.
""",
    ),
    (
        "share",
        """620件のうち186件（34％）が返金を希望した。
""",
    ),
    (
        "share",
        """Of 620 replies, 186 (34%) asked for a refund.
""",
    ),
    (
        "total",
        """수도권 312명, 영남 148명, 호남 95명으로 모두 565명이다.
""",
    ),
    (
        "total",
        """関東312名、関西148名、九州95名、合わせて565名である。
""",
    ),
    (
        "total",
        """North 312, South 148 and West 95, in total 565 people.
""",
    ),
    (
        "duration",
        """| Wave | Start | End | Weeks |
|---|---|---|---:|
| 1 | 6 Jan 2025 | 31 Jan 2025 | 4 |
| 2 | 3 Feb 2025 | 14 Mar 2025 | 6 |
| 3 | 17 Mar 2025 | 25 Apr 2025 | 8 |
""",
    ),
    (
        "duration",
        """- Wave 1: 6 January to 31 January 2025 (4 weeks)
- Wave 2: 3 February to 14 March 2025 (8 weeks)
""",
    ),
    (
        "duration",
        """## Timeline

| Step | Date |
|---|---|
| Kick-off | 3 March 2025 |
| Pilot starts | 7 April 2025 |
| Pilot ends | 30 May 2025 |
| Go-live | 16 June 2025 |

From kick-off to go-live it takes 20 weeks.
""",
    ),
    (
        "duration",
        """## 일정

| 단계 | 날짜 |
|---|---|
| 착수 | 2025년 3월 3일 |
| 시범 시작 | 2025년 4월 7일 |
| 시범 종료 | 2025년 5월 30일 |
| 전면 적용 | 2025년 6월 16일 |

착수부터 전면 적용까지 20주가 걸린다.
""",
    ),
    (
        "duration",
        """## 日程

| 段階 | 日付 |
|---|---|
| 着手 | 2025年3月3日 |
| 試行開始 | 2025年4月7日 |
| 試行終了 | 2025年5月30日 |
| 全面切替 | 2025年6月16日 |

着手から全面切替まで20週間かかる。
""",
    ),
    (
        "duration",
        """| Phase | Period | Days |
|---|---|---:|
| Prepare | 3–14 March 2025 | 12 |
| Move | 17 March – 4 April 2025 | 29 |
| Check | 7–18 April 2025 | 12 |
""",
    ),
]
TOLD_RIGHT: list[str] = [
    """# 보고

## 요약

행사에는 1,482명이 왔다.

## 지난해

지난해 행사에는 1,248명이 왔다.
""",
    """# 보고

## 1차

참가자는 146명이다.

## 2차

참가자는 164명이다.
""",
    """# 報告

## 東会場

来場者は1,482名だった。

## 西会場

来場者は1,842名だった。
""",
    """# Report

## Gross

Gross revenue was $3.42 million.

## Net

Net revenue was $3.24 million.
""",
    """# Report

## Plan

The plan was 480 seats.

## Today

We have 408 seats today.
""",
    """# 計画

## 予算

予算は480万円。

## 実績

実績は408万円だった。
""",
    """# 회의록

- 예산: 4,800만원

## 집행

9월까지 예산 가운데 4,080만원을 썼다.
""",
    """Tickets rose by a fifth, from 420 to 504; calls rose 24%.
""",
    """문의는 420건에서 504건으로 20% 늘었고, 전화는 24% 늘었다.
""",
    """The outage ran from 9:40 to 11:10. Two customers waited 2 hours 30 minutes for a call back.
""",
    """장애는 9:40에 시작해 11:10에 끝났고, 마지막 고객 답장은 2시간 30분 뒤에 나갔다.
""",
    """공사는 2025년 3월 10일부터 4월 18일까지다. 허가를 받는 데는 60일이 걸렸다.
""",
    """契約は2024年7月1日から2026年6月30日までで、更新すると1年延びる。
""",
    """The term is two years, from 1 July 2024 to 30 June 2026; notice is three months.
""",
    """남성의 62%, 여성의 58%, 전체의 60%가 찬성했고 기타 의견은 5%였다.
""",
    """62% use search, 41% mail and 18% other ways; several answers were possible.
""",
    """수도권 312명, 영남 148명을 합쳐 460명이고 호남은 95명이다.
""",
    """Of 620 replies, 186 (30%) asked for a refund and 62 (10%) for a call; 34% gave no reason.
""",
    """응답 620건 중 186건(30%)이 환불, 그 34%인 63건이 당일 처리됐다.
""",
    """# 인사

| 팀 | 인원 |
|---|---:|
| 가 | 12 |
| 나 | 15 |
| 다 | 9 |

가 팀은 지난달 14명이었다. 나 팀은 3명이 늘어 15명이 됐다. 다 팀 9명 가운데 4명이 신입이다.
""",
    """# Staff

| Team | People |
|---|---:|
| Red | 12 |
| Blue | 15 |
| Gold | 9 |

Red had 14 people last month.
Blue hired 3 and is now 15. Of the 9 in Gold 4 are new.
Red plans for 16 by May.
""",
    """# 人員

| 班 | 人数 |
|---|---:|
| 赤班 | 12 |
| 青班 | 15 |
| 金班 | 9 |

赤班は先月14名だった。
青班は3名増えて15名になった。
金班の9名のうち4名が新人。
赤班は5月までに16名にする。
""",
    """# Stock

| Item | Units | Value ($) |
|---|---:|---:|
| Cups | 120 | 1,440 |
| Plates | 240 | 4,320 |
| Bowls | 75 | 1,125 |

Cups cost $12 each, plates $18 and bowls $15. Plates are the largest item by value and by number.
We ordered 60 more cups in May.
""",
    """# 재고

| 품목 | 수량 | 금액(원) |
|---|---:|---:|
| 컵 | 120 | 144,000 |
| 접시 | 240 | 432,000 |
| 그릇 | 75 | 112,500 |

컵은 하나에 1,200원, 접시는 1,800원이다.
접시가 수량도 금액도 가장 많다.
5월에 컵 60개를 더 주문했다.
""",
    """## Timeline

| Step | Date |
|---|---|
| Kick-off | 3 March 2025 |
| Pilot starts | 7 April 2025 |
| Pilot ends | 30 May 2025 |
| Go-live | 16 June 2025 |

From kick-off to go-live it takes 15 weeks. The pilot lasts eight weeks. Training takes 3 weeks.
""",
    """## 일정

| 단계 | 날짜 |
|---|---|
| 착수 | 2025년 3월 3일 |
| 시범 시작 | 2025년 4월 7일 |
| 시범 종료 | 2025년 5월 30일 |
| 전면 적용 | 2025년 6월 16일 |

착수부터 전면 적용까지 15주가 걸린다. 교육은 3주 동안 한다.
""",
]
