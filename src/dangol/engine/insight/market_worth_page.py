"""What moves the difference of a scenario's options, and what is worth knowing before choosing."""

from dangol.engine.insight.charts import BarRow, Bars, Measured, Tornado, TornadoRow
from dangol.engine.insight.market_inputs import option_name, unknown_cell, written_value
from dangol.engine.insight.market_words import Words, amount, share, table_of
from dangol.engine.insight.pages import Column, Section, Table
from dangol.insight.market.information import Worth
from dangol.insight.market.outcomes import Answer
from dangol.insight.market.scenario import Scenario
from dangol.terms.languages import Language

MOST_MOVES = 12
"""Bars of the tornado, and of what is worth knowing."""


def tornado_section(scenario: Scenario, answer: Answer, say: Words, language: Language) -> Section:
    """What the difference of two options becomes at the ends of each unknown."""
    names = [option_name(scenario, one, language) for one in answer.compared]
    caption = say("scenarios.tornado_caption", one=names[0], other=names[1])
    moves = answer.moves[:MOST_MOVES]
    if not moves:
        return Section(say("scenarios.tornado"), words=[say("scenarios.no_moves")])
    return Section(
        say("scenarios.tornado"),
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
                        say(
                            "scenarios.at_ends",
                            low=written_value(scenario.unknowns[move.id], move.low_value),
                            high=written_value(scenario.unknowns[move.id], move.high_value),
                        ),
                    )
                    for move in moves
                ],
                answer.difference,
                say("scenarios.low"),
                say("scenarios.high"),
                amount,
            )
        ],
        tables=[
            Table(
                table_of(say("scenarios.tornado"), say),
                [
                    Column(say("scenarios.unknown")),
                    Column(say("scenarios.p5")),
                    Column(say("scenarios.p95")),
                    Column(say("scenarios.low")),
                    Column(say("scenarios.high")),
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


def worth_section(scenario: Scenario, answer: Answer, say: Words, language: Language) -> Section:
    """What each unknown would be worth to know, and where the choice changes."""
    worths = [one for one in answer.worths if one.share_of_evpi >= 0.001]
    others = [
        scenario.unknowns[one.id].name.in_(language) for one in answer.worths if one not in worths
    ]
    rest = [say("scenarios.worth_rest", n=len(others), names="; ".join(others))] if others else []
    first = say("scenarios.worth_nothing")
    if worths:
        name = scenario.unknowns[worths[0].id].name.in_(language)
        first = say("scenarios.worth_first", name=name)
    return Section(
        say("scenarios.worth"),
        words=[say("scenarios.worth_words"), first],
        tone="assumption",
        charts=[
            Bars(
                say("scenarios.worth_caption"),
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
                table_of(say("scenarios.worth"), say),
                [
                    Column(say("scenarios.unknown")),
                    Column("EVPPI"),
                    Column(say("scenarios.of_evpi")),
                    Column(say("scenarios.changes"), is_number=False),
                ],
                [
                    [
                        unknown_cell(scenario.unknowns[one.id], language),
                        amount(one.evppi),
                        share(one.share_of_evpi),
                        _changes(scenario, answer, one, say, language) or "–",
                    ]
                    for one in worths
                ],
                [
                    [
                        say("scenarios.worth_all"),
                        amount(answer.evpi),
                        share(1.0 if answer.evpi else 0),
                        "",
                    ]
                ],
                [say("scenarios.changes_note"), *rest],
            )
        ],
    )


def _changes(
    scenario: Scenario, answer: Answer, worth: Worth, say: Words, language: Language
) -> str:
    """At which values of the unknown another option than the chosen one has the best mean."""
    said: list[str] = []
    for change in worth.changes:
        value = written_value(scenario.unknowns[worth.id], change.value)
        if change.below != answer.chosen:
            option = option_name(scenario, change.below, language)
            said.append(say("scenarios.change_below", value=value, option=option))
        if change.above != answer.chosen:
            option = option_name(scenario, change.above, language)
            said.append(say("scenarios.change_above", value=value, option=option))
    return "; ".join(said)
