"""TOML text to a scenario: every number has a range, a basis and a reason, or it is refused."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dangol.decide.playbook import Texts
from dangol.decide.toml_faults import listed, nearest
from dangol.decide.toml_table import Table
from dangol.insight.market.market_file import read_toml, words_at, words_or_none
from dangol.insight.market.scenario import Correlation, Option, Scenario, Terms
from dangol.insight.market.unknowns import Basis, Distribution, Unknown, fault_of

DRAWS = 100_000
"""Drawn where the file says nothing."""
SEED = 20_260_201
MOST_UNKNOWNS = 60
MOST_OPTIONS = 12
MOST = 1e15
ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
TERMS = ("customers", "adoption", "revenue", "months", "cost")
SHARES = ("adoption", "strategy_fit")
"""Terms that are parts of 1."""
ENDLESS = (Distribution.NORMAL, Distribution.LOGNORMAL)
LEAST_EIGENVALUE = -1e-9
NO_WORDS = Texts(ko="", ja="", en="")


def parse_scenario(text: str | bytes, file: str) -> Scenario:
    """The scenario that a TOML text describes; `file` is the name to put before its faults.

    Raises: MarketFileError (`market.file_unusable`) with every fault, its line and a hint.
    """
    return read_toml(text, file, _read)


def correlation_matrix(scenario: Scenario) -> NDArray[np.float64]:
    """The unknowns' correlations in the order of the file."""
    return _matrix(list(scenario.unknowns), scenario.correlations)


def _read(root: Table) -> Scenario:
    title = words_at(root, "title", "Where to aim")
    unit = words_at(root, "unit", "KRW")
    note = words_or_none(root, "note", "What these figures are")
    horizon = root.number("horizon_months", 24, least=1, most=600)
    draws = root.whole_or("draws", DRAWS, 1_000, 1_000_000)
    seed = root.whole_or("seed", SEED, 0, 2**63 - 1)
    unknowns: dict[str, Unknown] = {}
    places: dict[str, Table] = {}
    keys = ("id", "name", "low", "likely", "high", "distribution", "basis", "why")
    for table in root.tables("unknown", keys, fewest=1, most=MOST_UNKNOWNS):
        unknown = _unknown(table)
        if unknown.id in unknowns and table.are_sound("id"):
            table.note("id", f"{unknown.id} stands here a second time", "give it another id")
        unknowns[unknown.id] = unknown
        places[unknown.id] = table
    options = _options(root, unknowns, places)
    correlations = _correlations(root, unknowns)
    high, low = _break_even(root, options)
    root.close()
    return Scenario(
        title, unit, horizon, draws, seed, unknowns, options, correlations, high, low, note
    )


def _unknown(table: Table) -> Unknown:
    name = table.text("id", "b2b-adoption", longest=60, shape=ID)
    distribution = table.word("distribution", list(Distribution))
    is_fixed = distribution is Distribution.FIXED
    likely = table.number("likely", 0.3, least=0, most=MOST)
    default = likely if is_fixed else None
    low = table.number("low", 0.1, least=0, most=MOST, default=default)
    high = table.number("high", 0.5, least=0, most=MOST, default=default)
    basis = table.word("basis", list(Basis))
    source = ""
    if "source" in (table.value or {}) or (
        basis is not Basis.ASSUMPTION and table.are_sound("basis")
    ):
        source = table.text("source", "customers.csv", longest=200)
    else:
        table.asked.append("source")
    made = Unknown(
        id=name,
        name=words_at(table, "name", "Adoption by B2B customers"),
        unit=words_or_none(table, "unit", "customers") or NO_WORDS,
        distribution=distribution,
        low=low,
        likely=likely,
        high=high,
        basis=basis,
        why=words_at(table, "why", "nothing has measured it yet"),
        source=source,
    )
    table.close()
    fault = fault_of(made)
    if fault and table.are_sound("low", "likely", "high", "distribution"):
        hint = "the three numbers rise; for ends that are not even about the likely one use pert"
        table.note("likely", f"does not fit: {fault}", hint)
    return made


def _options(
    root: Table, unknowns: Mapping[str, Unknown], places: Mapping[str, Table]
) -> dict[str, Option]:
    options: dict[str, Option] = {}
    combined: list[Table] = []
    for table in root.tables("option", ("id", "name", *TERMS), fewest=2, most=MOST_OPTIONS):
        if "combines" in (table.value or {}):
            combined.append(table)
            name = str((table.value or {}).get("id"))
            options[name] = Option(name, NO_WORDS, None)
            continue
        name = table.text("id", "b2b", longest=60, shape=ID)
        shown = words_at(table, "name", "Stay with B2B")
        terms = Terms(
            **{term: _reference(table, term, unknowns, places) for term in TERMS},
            **{
                term: _reference(table, term, unknowns, places)
                if term in (table.value or {})
                else _left_out(table, term)
                for term in ("strategy_fit", "opportunity_cost")
            },
        )
        made = Option(name, shown, terms, **_told(table))
        table.close()
        _keep(options, made, table)
    for table in combined:
        made = _combined(table, options, unknowns)
        options.pop(str((table.value or {}).get("id")), None)
        _keep(options, made, table)
    return options


def _keep(options: dict[str, Option], made: Option, table: Table) -> None:
    if made.id in options and table.are_sound("id"):
        table.note("id", f"{made.id} stands here a second time", "give it another id")
    options[made.id] = made


def _told(table: Table) -> dict[str, Any]:
    return {
        "fit": words_or_none(table, "fit", "how it fits the company's strategy"),
        "instead": words_or_none(table, "instead", "what is not done"),
    }


def _left_out(table: Table, key: str) -> str:
    table.asked.append(key)
    return ""


def _reference(
    table: Table, key: str, unknowns: Mapping[str, Unknown], places: Mapping[str, Table]
) -> str:
    name = table.text(key, f"{key}-of-it", longest=60)
    if not table.are_sound(key) or key not in (table.value or {}):
        return name
    if name not in unknowns:
        meant = nearest(name, list(unknowns))
        hint = f"did you mean {meant}?" if meant else f"add [[unknown]] with id = {name!r}"
        table.note(key, f"names {name!r}, which no unknown has as its id", hint)
    elif key in SHARES and unknowns[name].high > 1:
        problem = f"is used as {key}, a part of 1, but reaches {unknowns[name].high:g}"
        places[name].note("high", problem, "a share is written as a part of 1: 5% is 0.05")
    elif key in SHARES and unknowns[name].distribution in ENDLESS:
        problem = f"is used as {key}, a part of 1, which this distribution can exceed"
        places[name].note("distribution", problem, "pert, triangular and uniform have ends")
    return name


def _combined(
    table: Table, options: Mapping[str, Option], unknowns: Mapping[str, Unknown]
) -> Option:
    name = table.text("id", "both", longest=60, shape=ID)
    shown = words_at(table, "name", "Both side by side")
    simple = [one.id for one in options.values() if one.terms is not None]
    parts: dict[str, str] = {}
    inner = table.table("combines", ("b2b",))
    for part in list(inner.value or {}):
        unknown = inner.text(part, "share-of-the-team", longest=60)
        if part not in simple:
            hint = f"it can combine {listed(simple)}" if simple else "add an option of its own"
            inner.note(part, "is not an option with terms of its own", hint)
        elif unknown not in unknowns:
            meant = nearest(unknown, list(unknowns))
            hint = f"did you mean {meant}?" if meant else f"add [[unknown]] with id = {unknown!r}"
            inner.note(part, f"names {unknown!r}, which no unknown has as its id", hint)
        elif unknowns[unknown].high > 1:
            inner.note(part, "is a share of the people, but is over 1", "half of them is 0.5")
        parts[part] = unknown
    likely = [unknowns[one].likely for one in parts.values() if one in unknowns]
    if len(parts) < 2:
        table.note(
            "combines", "must hold two options at least", 'combines = { a = "share-a", ... }'
        )
    elif len(likely) == len(parts) and sum(likely) > 1 + 1e-9:
        problem = f"gives out {sum(likely):.0%} of the people"
        table.note("combines", problem, "the likely shares add up to 1 at most")
    cost = ""
    if "running_both" in (table.value or {}):
        cost = _reference(table, "running_both", unknowns, {})
    else:
        _left_out(table, "running_both")
    made = Option(name, shown, None, parts, cost, **_told(table))
    table.close()
    return made


def _correlations(root: Table, unknowns: Mapping[str, Unknown]) -> list[Correlation]:
    if "correlation" not in (root.value or {}):
        root.asked.append("correlation")
        return []
    found: list[Correlation] = []
    pairs: set[frozenset[str]] = set()
    for table in root.tables("correlation", ("between", "value", "why"), fewest=1, most=200):
        names = table.texts("between", "b2b-adoption", most=2, longest=60)
        value = table.number("value", 0.5, least=-1, most=1)
        why = words_at(table, "why", "both grow with the market")
        table.close()
        if len(set(names)) != 2 or any(name not in unknowns for name in names):
            wrong = next((name for name in names if name not in unknowns), None)
            problem = "must name two different unknowns"
            meant = nearest(wrong, list(unknowns)) if wrong else None
            hint = f"did you mean {meant} for {wrong}?" if meant else 'between = ["one", "other"]'
            table.note("between", problem, hint)
            continue
        if frozenset(names) in pairs:
            table.note("between", "names a pair that has a correlation", "take one of them away")
            continue
        pairs.add(frozenset(names))
        found.append(Correlation(names[0], names[1], value, why))
    least = _least_eigenvalue(list(unknowns), found)
    if least < LEAST_EIGENVALUE:
        most = 1 / (1 - least)
        problem = "cannot all be true together: the matrix has an eigenvalue below 0"
        hint = f"weaken them: all multiplied by {most:.2f}, they could be"
        root.note("correlation", problem, hint)
    return found


def _least_eigenvalue(names: list[str], correlations: list[Correlation]) -> float:
    return float(np.linalg.eigvalsh(_matrix(names, correlations)).min(initial=0.0))


def _matrix(names: list[str], correlations: Any) -> NDArray[np.float64]:
    matrix = np.eye(len(names))
    place = {name: at for at, name in enumerate(names)}
    for one in correlations:
        matrix[place[one.one], place[one.other]] = matrix[place[one.other], place[one.one]] = (
            one.value
        )
    return matrix


def _break_even(root: Table, options: Mapping[str, Option]) -> tuple[str, str]:
    if "break_even" not in (root.value or {}):
        root.asked.append("break_even")
        return "", ""
    table = root.table("break_even", ("high_volume", "low_volume"))
    simple = [one.id for one in options.values() if one.terms is not None] or [""]
    high = table.word("high_volume", simple)
    low = table.word("low_volume", simple)
    table.close()
    written = table.value or {}
    if high == low and written.get("high_volume") == written.get("low_volume"):
        table.note("low_volume", "is the option of high volume too", "name two different ones")
    return high, low
