"""A scenario's answer as a page: outcomes, break-even, what matters, what to verify, and every
assumption it rests on."""

from dangol.engine.insight.charts import (
    IntervalRow,
    Intervals,
    Line,
    Lines,
    Matrix,
    MatrixCell,
)
from dangol.engine.insight.market_inputs import (
    inputs_section,
    option_name,
    strategy_section,
)
from dangol.engine.insight.market_words import Words, amount, share, table_of, words_in
from dangol.engine.insight.market_worth_page import tornado_section, worth_section
from dangol.engine.insight.pages import Column, Figure, Page, Section, Source, Table
from dangol.insight.market.outcomes import CURVE_POINTS, Answer, BreakEven, OptionOutcome
from dangol.insight.market.scenario import Scenario
from dangol.terms.languages import Language
from dangol.terms.texts import join_sentences, render_share


def scenario_page(scenario: Scenario, answer: Answer, source: Source, language: Language) -> Page:
    """The answer in the reader's language."""
    say = words_in(language)
    chosen = next(one for one in answer.options if one.id == answer.chosen)
    sections = [_outcomes(scenario, answer, say, language), _beats(scenario, answer, say, language)]
    if answer.break_even is not None:
        sections.append(_break_even(scenario, answer.break_even, say, language))
    sections += [
        tornado_section(scenario, answer, say, language),
        worth_section(scenario, answer, say, language),
        strategy_section(scenario, say, language),
        inputs_section(scenario, say, language),
        Section(
            say("scenarios.how"),
            words=[say("scenarios.formula"), say("scenarios.formula_both")],
            notes=[say("scenarios.method", draws=answer.draws, seed=str(answer.seed))],
            source=source,
        ),
    ]
    lead = say(
        "scenarios.lead",
        draws=answer.draws,
        assumptions=len(answer.assumptions),
        others=len(scenario.unknowns) - len(answer.assumptions),
        months=amount(answer.horizon_months),
        unit=scenario.unit.in_(language),
    )
    note = scenario.note.in_(language) if scenario.note is not None else ""
    return Page(
        title=say(
            "scenarios.title",
            option=option_name(scenario, answer.chosen, language),
            best=share(chosen.best),
        ),
        lead=join_sentences(language, lead, note, say("assumption_all")),
        sections=sections,
        language=language,
        kind=say("kind_scenarios"),
        facts=[
            (say("file"), ", ".join(source.files)),
            (say("scenarios.question"), scenario.title.in_(language)),
        ],
    )


def _outcomes(scenario: Scenario, answer: Answer, say: Words, language: Language) -> Section:
    def interval(place: int, one: OptionOutcome) -> IntervalRow:
        spread = one.outcome
        shown = f"{amount(spread.median)} ({amount(spread.p5)} – {amount(spread.p95)})"
        name = option_name(scenario, one.id, language)
        return IntervalRow(name, spread.p5, spread.median, spread.p95, shown, series=place)

    heads = ("likely", "mean", "p5", "median", "p95", "loss", "best")
    return Section(
        say("scenarios.options"),
        words=[say("scenarios.options_words")],
        tone="assumption",
        charts=[
            Intervals(
                f"{say('scenarios.outcome')} ({scenario.unit.in_(language)})",
                [interval(place, one) for place, one in enumerate(answer.options)],
                amount,
            ),
            Lines(
                say("scenarios.curve"),
                [amount(step) for step in answer.curve],
                [
                    Line(option_name(scenario, one.id, language), list(one.above))
                    for one in answer.options
                ],
                render_share,
                say("scenarios.outcome"),
                label_every=CURVE_POINTS,
            ),
        ],
        tables=[
            Table(
                table_of(say("scenarios.options"), say),
                [
                    Column(say("scenarios.option")),
                    *(Column(say(f"scenarios.{name}")) for name in heads),
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


def _beats(scenario: Scenario, answer: Answer, say: Words, language: Language) -> Section:
    names = [option_name(scenario, one.id, language) for one in answer.options]
    rows: list[tuple[str, list[MatrixCell]]] = []
    for one, name in zip(answer.options, names, strict=True):
        held = [answer.beats[one.id].get(other.id) for other in answer.options]
        cells = [MatrixCell("–") if p is None else MatrixCell(share(p), p) for p in held]
        rows.append((name, cells))
    matrix = Matrix(say("scenarios.beats_caption"), say("scenarios.option"), names, rows)
    return Section(say("scenarios.beats"), tone="assumption", charts=[matrix])


def _break_even(scenario: Scenario, found: BreakEven, say: Words, language: Language) -> Section:
    high, low = (scenario.options[name] for name in (found.high_volume, found.low_volume))
    assert high.terms is not None
    assert low.terms is not None
    none = say("scenarios.no_break_even")
    figures = [
        Figure(
            say("scenarios.customers_only"),
            none if found.customers_only is None else share(found.customers_only),
            say(
                "scenarios.customers_only_note",
                fewer=amount(scenario.unknowns[low.terms.customers].likely),
                more=amount(scenario.unknowns[high.terms.customers].likely),
            ),
        ),
        Figure(
            say("scenarios.break_even_likely"),
            none if found.likely is None else share(found.likely),
            ""
            if found.likely_revenue is None
            else say("scenarios.break_even_likely_note", revenue=amount(found.likely_revenue)),
            "assumption",
        ),
        Figure(
            say("scenarios.break_even_range"),
            none if found.share is None else f"{share(found.share.p5)} – {share(found.share.p95)}",
            say("scenarios.break_even_range_note", possible=share(found.possible)),
            "assumption",
        ),
        Figure(say("scenarios.reached"), share(found.reached), "", "assumption"),
    ]
    words = say(
        "scenarios.break_even_words", high=high.name.in_(language), low=low.name.in_(language)
    )
    return Section(say("scenarios.break_even"), words=[words], figures=figures)
