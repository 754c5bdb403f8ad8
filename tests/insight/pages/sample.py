"""A report with one of everything, in three languages."""

from dangol.engine.insight.charts import (
    BarRow,
    Bars,
    IntervalRow,
    Intervals,
    Line,
    Lines,
    Matrix,
    MatrixCell,
    Measured,
    Part,
    StackRow,
    Stacks,
    Tornado,
    TornadoRow,
)
from dangol.engine.insight.pages import (
    Cell,
    Column,
    Figure,
    Page,
    Quote,
    Section,
    Source,
    Table,
)
from dangol.terms.languages import Language
from dangol.terms.texts import render_share

WORDS = {
    "ko": {
        "title": "고객은 B2C에 있는데, 제품은 B2B를 향하고 있습니다",
        "lead": "어디를 겨누는지와 고객이 어디에 있는지를 나란히 놓았습니다.",
        "aim": "제품이 겨누는 곳",
        "customers": "지금 고객",
        "targets": "새로 얻을 고객",
        "note": "같은 말은 종류 파일로 하나로 모았습니다.",
        "quote": "기능은 좋은데 우리한테는 비싸지 않냐고 하셨어요.",
        "long": "고객 응대가 먼저라 마케팅은 뒤로 밀리고 담당자 한 사람이 모두 맡는다",
        "date": "2026년 2월",
    },
    "ja": {
        "title": "お客様はB2Cにいるのに、製品はB2Bを向いています",
        "lead": "狙う先と、実際にお客様がいる場所を並べました。",
        "aim": "製品が狙う先",
        "customers": "現在のお客様",
        "targets": "これから獲得するお客様",
        "note": "同じ意味の言葉は対応表で一つにまとめました。",
        "quote": "機能は良いが、うちには高いのではと言われました。",
        "long": "問い合わせ対応が優先で、マーケティングは後回しになり、一人がすべてを担う",
        "date": "2026年2月",
    },
    "en": {
        "title": "The customers are in B2C, and the product aims at B2B",
        "lead": "Where it aims, and where its customers are, side by side.",
        "aim": "Where the product aims",
        "customers": "Customers today",
        "targets": "Customers to win",
        "note": "Labels for the same vertical are mapped to one by a file.",
        "quote": "Good features, they said, but is it not expensive for us?",
        "long": "Customer service comes first, marketing slips, and one person does everything",
        "date": "February 2026",
    },
}
TONES = ("green", "amber", "red", "unknown", "assumption", "quiet", "strong", "")


def sample_page(language: Language, extra: str = "") -> Page:
    """One of everything; `extra` stands in every text."""
    w = {key: text + extra for key, text in WORDS[language.value].items()}

    def measured(value: float) -> Measured:
        return Measured(value, render_share(value) + extra)

    return Page(
        title=w["title"],
        lead=w["lead"],
        language=language,
        kind=w["aim"],
        facts=[(w["customers"], "customer_mix.csv · 3"), (w["targets"], "468" + extra)],
        figures=[
            Figure(w["customers"], "1,703", w["note"]),
            Figure(w["targets"], "0.95", w["note"], "red", "#aims"),
            Figure(w["aim"], "18.9%", w["note"], "assumption"),
        ],
        footer=w["note"],
        sections=[
            Section(
                w["customers"],
                words=[w["lead"], w["note"]],
                charts=[
                    Bars(
                        w["customers"],
                        [
                            BarRow(w["long"], [measured(0.62)], w["note"]),
                            BarRow("B2B", [measured(-0.14)]),
                            BarRow("—", [Measured(None, "–")]),
                        ],
                    ),
                    Bars(
                        w["aim"],
                        [
                            BarRow("B2C", [measured(0.0), measured(0.742), measured(0.734)]),
                            BarRow("B2B", [measured(1.0), measured(0.14), measured(0.053)], "n"),
                        ],
                        [w["aim"], w["customers"], w["targets"]],
                    ),
                    Stacks(
                        w["targets"],
                        [
                            StackRow(
                                w["aim"],
                                [Part("B2C", 0.7, "70%"), Part("B2B", 0.2, "20%", 3)],
                                w["note"],
                            )
                        ],
                    ),
                ],
                tables=[
                    Table(
                        w["customers"],
                        [Column(w["aim"]), Column("%"), Column(w["note"], is_number=False)],
                        [
                            [
                                Cell(w["long"], tone),
                                Cell("72%", tone, "#aims"),
                                Cell(w["note"], tone),
                            ]
                            for tone in TONES
                        ],
                        totals=[["∑", "97%", ""]],
                        notes=[w["note"]],
                    ),
                    Table(w["targets"], [Column(""), Column("n")], [["a", "1"]], is_folded=True),
                ],
                source=Source(
                    ["customer_mix_mid_plus.csv" + extra],
                    w["date"],
                    "dangol market mix customer_mix_mid_plus.csv --html mix.html",
                    [w["note"]],
                ),
            ),
            Section(
                w["aim"],
                anchor="aims",
                tone="amber",
                charts=[
                    Lines(
                        w["aim"],
                        [f"2025-{month:02}" for month in range(1, 13)],
                        [
                            Line(
                                f"{w['aim']} {n}",
                                [None if n == at else n + at / 3 for at in range(12)],
                            )
                            for n in range(8)
                        ],
                        first=w["date"],
                    ),
                    Intervals(
                        w["customers"],
                        [
                            IntervalRow(w["long"], 0.6, 0.62, 0.64, "62% (60–64%)"),
                            IntervalRow(
                                "ROI",
                                0.02,
                                0.04,
                                0.05,
                                "36,177.25 (-12,294.50 – 107,094.75)",
                                w["note"],
                                2,
                            ),
                        ],
                        render_share,
                        mark=0.5,
                    ),
                    Tornado(
                        w["aim"],
                        [
                            TornadoRow(w["long"], -3.0, 8.0, "-3", "8", w["note"]),
                            TornadoRow(w["aim"], 4.0, 1.0, "4", "1"),
                        ],
                        2.5,
                        w["customers"],
                        w["targets"],
                    ),
                    Matrix(
                        w["targets"],
                        w["aim"],
                        ["A", "B", "C", "D", "E", "F"],
                        [(w["aim"], [MatrixCell(f"{n / 5:.0%}", n / 5) for n in range(6)])],
                    ),
                ],
                quotes=[Quote(w["quote"][:6], w["quote"][6:12], w["quote"][12:], "#12", "ko")],
                notes=[w["note"]],
            ),
            Section(w["note"], tone="assumption"),
        ],
    )
