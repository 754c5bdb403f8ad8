"""What a scenario rests on, as a page shows it: ranges, bases, reasons; strategy and resources."""

from collections.abc import Callable, Sequence

from dangol.engine.insight.market_words import Words, amount, share
from dangol.engine.insight.pages import Cell, Column, Section, Table
from dangol.insight.market.scenario import Option, Scenario
from dangol.insight.market.unknowns import Basis, Distribution, Unknown
from dangol.terms.languages import Language
from dangol.terms.texts import render_number


def strategy_section(scenario: Scenario, say: Words, language: Language) -> Section:
    """Each option's fit to the strategy, its people, and what is not done instead."""

    def likely(name: str, render: Callable[[float], str]) -> Cell | str:
        if not name:
            return "–"
        unknown = scenario.unknowns[name]
        tone = "assumption" if unknown.basis is Basis.ASSUMPTION else ""
        return Cell(render(unknown.likely), tone)

    rows: list[Sequence[str | Cell]] = []
    for option in scenario.options.values():
        terms = option.terms
        rows.append(
            [
                option.name.in_(language),
                "–" if option.fit is None else option.fit.in_(language),
                likely(terms.strategy_fit, share) if terms else "–",
                say("scenarios.all_people") if terms else _people(scenario, option, language),
                "–" if option.instead is None else option.instead.in_(language),
                likely(terms.opportunity_cost, amount) if terms else "–",
            ]
        )
    heads = (("strategy_fit", False), ("kept", True), ("people", False), ("instead", False))
    return Section(
        say("scenarios.strategy"),
        tone="assumption",
        tables=[
            Table(
                say("scenarios.strategy"),
                [
                    Column(say("scenarios.option")),
                    *(Column(say(f"scenarios.{name}"), is_number) for name, is_number in heads),
                    Column(say("scenarios.opportunity_cost")),
                ],
                rows,
            )
        ],
    )


def _people(scenario: Scenario, option: Option, language: Language) -> str:
    return ", ".join(
        f"{option_name(scenario, part, language)} {share(scenario.unknowns[unknown].likely)}"
        for part, unknown in option.parts.items()
    )


def inputs_section(scenario: Scenario, say: Words, language: Language) -> Section:
    """Every unknown with its range, its basis and its reason; and what moves together."""
    heads = (
        ("unknown", False),
        ("range", False),
        ("distribution", False),
        ("basis", False),
        ("why", False),
    )
    tables = [
        Table(
            say("scenarios.inputs"),
            [Column(say(f"scenarios.{name}"), is_number) for name, is_number in heads],
            [
                [
                    one.name.in_(language),
                    _range(one, language),
                    say(f"scenarios.distributions.{one.distribution.value}"),
                    _basis(one, say),
                    one.why.in_(language),
                ]
                for one in scenario.unknowns.values()
            ],
            notes=[say("scenarios.ranges_note")],
        )
    ]
    if scenario.correlations:
        tables.append(
            Table(
                say("scenarios.correlations"),
                [
                    Column(say("scenarios.unknown")),
                    Column(say("scenarios.correlation")),
                    Column(say("scenarios.why"), is_number=False),
                ],
                [
                    [
                        " – ".join(
                            scenario.unknowns[name].name.in_(language)
                            for name in (one.one, one.other)
                        ),
                        Cell(render_number(one.value, 2), "assumption"),
                        one.why.in_(language),
                    ]
                    for one in scenario.correlations
                ],
            )
        )
    return Section(say("scenarios.inputs"), tables=tables, anchor="inputs")


def _range(one: Unknown, language: Language) -> str:
    unit = one.unit.in_(language)
    is_fixed = one.distribution is Distribution.FIXED
    values = (one.likely,) if is_fixed else (one.low, one.likely, one.high)
    shown = " / ".join(written_value(one, value) for value in values)
    return f"{shown} ({unit})" if unit else shown


def written_value(one: Unknown, value: float) -> str:
    """A value of the unknown: a part of 1 as a percentage, all else as an amount."""
    return share(value) if one.high <= 1 and not one.unit.en else amount(value)


def _basis(one: Unknown, say: Words) -> Cell:
    if one.basis is Basis.ASSUMPTION:
        key = "assumption_of" if one.source else "assumption"
        return Cell(say(f"scenarios.bases.{key}", source=one.source), "amber")
    return Cell(say(f"scenarios.bases.{one.basis.value}", source=one.source))


def unknown_cell(one: Unknown, language: Language) -> Cell:
    """The unknown's name, marked where it is an assumption."""
    return Cell(one.name.in_(language), "assumption" if one.basis is Basis.ASSUMPTION else "")


def option_name(scenario: Scenario, option: str, language: Language) -> str:
    """The option in the reader's language."""
    return scenario.options[option].name.in_(language)
