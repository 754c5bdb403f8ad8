"""A scenario's answer as a page: outcomes, break-even, what matters, what to verify, and every
assumption it rests on."""

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
    Tornado,
    TornadoRow,
)
from dangol.engine.insight.market_inputs import (
    inputs_section,
    option_name,
    strategy_section,
    unknown_cell,
    written_value,
)
from dangol.engine.insight.market_words import Words, amount, share, table_of, words_in
from dangol.engine.insight.pages import Column, Figure, Page, Section, Source, Table
from dangol.insight.market.information import Worth
from dangol.insight.market.outcomes import CURVE_POINTS, Answer, BreakEven, OptionOutcome
from dangol.insight.market.scenario import Scenario
from dangol.terms.languages import Language
from dangol.terms.texts import join_sentences, render_share

MOST_MOVES = 12
"""Bars of the tornado, and of what is worth knowing."""


def scenario_page(scenario: Scenario, answer: Answer, source: Source, language: Language) -> Page:
    """The answer in the reader's language."""
    t = words_in(language)
    chosen = next(one for one in answer.options if one.id == answer.chosen)
    sections = [_outcomes(scenario, answer, t, language), _beats(scenario, answer, t, language)]
    if answer.break_even is not None:
        sections.append(_break_even(scenario, answer.break_even, t, language))
    sections += [
        _tornado(scenario, answer, t, language),
        _worth(scenario, answer, t, language),
        strategy_section(scenario, t, language),
        inputs_section(scenario, t, language),
        Section(
            t("scenarios.how"),
            words=[t("scenarios.formula"), t("scenarios.formula_both")],
            notes=[t("scenarios.method", draws=answer.draws, seed=str(answer.seed))],
            source=source,
        ),
    ]
    lead = t(
        "scenarios.lead",
        draws=answer.draws,
        assumptions=len(answer.assumptions),
        others=len(scenario.unknowns) - len(answer.assumptions),
        months=amount(answer.horizon_months),
        unit=scenario.unit.in_(language),
    )
    note = scenario.note.in_(language) if scenario.note is not None else ""
    return Page(
        title=t(
            "scenarios.title",
            option=option_name(scenario, answer.chosen, language),
            best=share(chosen.best),
        ),
        lead=join_sentences(language, lead, note, t("assumption_all")),
        sections=sections,
        language=language,
        kind=t("kind_scenarios"),
        facts=[
            (t("file"), ", ".join(source.files)),
            (t("scenarios.question"), scenario.title.in_(language)),
        ],
    )


def _outcomes(scenario: Scenario, answer: Answer, t: Words, language: Language) -> Section:
    def interval(place: int, one: OptionOutcome) -> IntervalRow:
        spread = one.outcome
        shown = f"{amount(spread.median)} ({amount(spread.p5)} – {amount(spread.p95)})"
        name = option_name(scenario, one.id, language)
        return IntervalRow(name, spread.p5, spread.median, spread.p95, shown, series=place)

    heads = ("likely", "mean", "p5", "median", "p95", "loss", "best")
    return Section(
        t("scenarios.options"),
        words=[t("scenarios.options_words")],
        tone="assumption",
        charts=[
            Intervals(
                f"{t('scenarios.outcome')} ({scenario.unit.in_(language)})",
                [interval(place, one) for place, one in enumerate(answer.options)],
                amount,
            ),
            Lines(
                t("scenarios.curve"),
                [amount(step) for step in answer.curve],
                [
                    Line(option_name(scenario, one.id, language), list(one.above))
                    for one in answer.options
                ],
                render_share,
                t("scenarios.outcome"),
                label_every=CURVE_POINTS,
            ),
        ],
        tables=[
            Table(
                table_of(t("scenarios.options"), t),
                [
                    Column(t("scenarios.option")),
                    *(Column(t(f"scenarios.{name}")) for name in heads),
                ],
                [
                    [
                        option_name(scenario, one.id, language),
                        amount(one.likely),
                        amount(one.outcome.mean),
                        amount(one.outcome.p5),
                        amount(one.outcome.median),
                        amount(one.outcome.p95),
                        share(one.loss),
                        share(one.best),
                    ]
                    for one in answer.options
                ],
            )
        ],
    )


def _beats(scenario: Scenario, answer: Answer, t: Words, language: Language) -> Section:
    names = [option_name(scenario, one.id, language) for one in answer.options]
    rows: list[tuple[str, list[MatrixCell]]] = []
    for one, name in zip(answer.options, names, strict=True):
        held = [answer.beats[one.id].get(other.id) for other in answer.options]
        cells = [MatrixCell("–") if p is None else MatrixCell(share(p), p) for p in held]
        rows.append((name, cells))
    matrix = Matrix(t("scenarios.beats_caption"), t("scenarios.option"), names, rows)
    return Section(t("scenarios.beats"), tone="assumption", charts=[matrix])


def _break_even(scenario: Scenario, found: BreakEven, t: Words, language: Language) -> Section:
    high, low = (scenario.options[name] for name in (found.high_volume, found.low_volume))
    assert high.terms is not None
    assert low.terms is not None
    none = t("scenarios.no_break_even")
    figures = [
        Figure(
            t("scenarios.customers_only"),
            none if found.customers_only is None else share(found.customers_only),
            t(
                "scenarios.customers_only_note",
                fewer=amount(scenario.unknowns[low.terms.customers].likely),
                more=amount(scenario.unknowns[high.terms.customers].likely),
            ),
        ),
        Figure(
            t("scenarios.break_even_likely"),
            none if found.likely is None else share(found.likely),
            ""
            if found.likely_revenue is None
            else t("scenarios.break_even_likely_note", revenue=amount(found.likely_revenue)),
            "assumption",
        ),
        Figure(
            t("scenarios.break_even_range"),
            none if found.share is None else f"{share(found.share.p5)} – {share(found.share.p95)}",
            t("scenarios.break_even_range_note", possible=share(found.possible)),
            "assumption",
        ),
        Figure(t("scenarios.reached"), share(found.reached), "", "assumption"),
    ]
    words = t(
        "scenarios.break_even_words", high=high.name.in_(language), low=low.name.in_(language)
    )
    return Section(t("scenarios.break_even"), words=[words], figures=figures)


def _tornado(scenario: Scenario, answer: Answer, t: Words, language: Language) -> Section:
    names = [option_name(scenario, one, language) for one in answer.compared]
    caption = t("scenarios.tornado_caption", one=names[0], other=names[1])
    moves = answer.moves[:MOST_MOVES]

    return Section(
        t("scenarios.tornado"),
        tone="assumption",
        charts=[
            Tornado(
                caption,
                [
                    TornadoRow(
                        scenario.unknowns[move.id].name.in_(language),
                        move.low,
                        move.high,
                        amount(move.low),
                        amount(move.high),
                        t(
                            "scenarios.at_ends",
                            low=written_value(scenario.unknowns[move.id], move.low_value),
                            high=written_value(scenario.unknowns[move.id], move.high_value),
                        ),
                    )
                    for move in moves
                ],
                answer.difference,
                t("scenarios.low"),
                t("scenarios.high"),
                amount,
            )
        ],
        tables=[
            Table(
                table_of(t("scenarios.tornado"), t),
                [
                    Column(t("scenarios.unknown")),
                    Column(t("scenarios.p5")),
                    Column(t("scenarios.p95")),
                    Column(t("scenarios.low")),
                    Column(t("scenarios.high")),
                ],
                [
                    [
                        unknown_cell(scenario.unknowns[move.id], language),
                        written_value(scenario.unknowns[move.id], move.low_value),
                        written_value(scenario.unknowns[move.id], move.high_value),
                        amount(move.low),
                        amount(move.high),
                    ]
                    for move in answer.moves
                ],
            )
        ],
    )


def _worth(scenario: Scenario, answer: Answer, t: Words, language: Language) -> Section:
    worths = [one for one in answer.worths if one.share_of_evpi >= 0.001]
    first = t("scenarios.worth_nothing")
    if worths:
        name = scenario.unknowns[worths[0].id].name.in_(language)
        first = t("scenarios.worth_first", name=name)
    return Section(
        t("scenarios.worth"),
        words=[t("scenarios.worth_words"), first],
        tone="assumption",
        charts=[
            Bars(
                t("scenarios.worth_caption"),
                [
                    BarRow(
                        scenario.unknowns[one.id].name.in_(language),
                        [Measured(one.evppi, amount(one.evppi))],
                    )
                    for one in worths[:MOST_MOVES]
                ],
            )
        ]
        if worths
        else [],
        tables=[
            Table(
                table_of(t("scenarios.worth"), t),
                [
                    Column(t("scenarios.unknown")),
                    Column("EVPPI"),
                    Column(t("scenarios.of_evpi")),
                    Column(t("scenarios.changes"), is_number=False),
                ],
                [
                    [
                        unknown_cell(scenario.unknowns[one.id], language),
                        amount(one.evppi),
                        share(one.share_of_evpi),
                        _changes(scenario, answer, one, t, language) or "–",
                    ]
                    for one in answer.worths
                ],
                [
                    [
                        t("scenarios.worth_all"),
                        amount(answer.evpi),
                        share(1.0 if answer.evpi else 0),
                        "",
                    ]
                ],
                [t("scenarios.changes_note")],
            )
        ],
    )


def _changes(scenario: Scenario, answer: Answer, worth: Worth, t: Words, language: Language) -> str:
    """At which values of the unknown another option than the chosen one has the best mean."""
    said: list[str] = []
    for change in worth.changes:
        value = written_value(scenario.unknowns[worth.id], change.value)
        if change.below != answer.chosen:
            option = option_name(scenario, change.below, language)
            said.append(t("scenarios.change_below", value=value, option=option))
        if change.above != answer.chosen:
            option = option_name(scenario, change.above, language)
            said.append(t("scenarios.change_above", value=value, option=option))
    return "; ".join(said)
