"""A scenario file that is wrong is refused with every fault, its line and what to write instead."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.insight.market.market_file import MarketFileError
from dangol.insight.market.scenario_file import parse_scenario

EXAMPLE = (files("dangol.insight.market") / "examples" / "options.toml").read_text("utf-8")


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(MarketFileError) as caught:
        parse_scenario(text, "o.toml")
    return [(f"{one.line}: {one.key} {one.problem}", one.hint) for one in caught.value.faults]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("before", "after", "problem", "hint"),
    [
        ('adoption = "b2b-adoption"', 'adoption = "b2b-adopton"', "names 'b2b-adopton'",
         "did you mean b2b-adoption?"),
        ("low = 0.05\n", "low = 0.55\n", "must rise", "the three numbers rise"),
        ("high = 0.35\n", "high = 35\n", "a part of 1, but reaches 35", "5% is 0.05"),
        ('distribution = "pert"', 'distribution = "peert"', "known words", "did you mean pert?"),
        ('basis = "assumption"', 'basis = "measured"', "is missing", "add source"),
        ("likely = 14142", "likely = 20000", "has its middle at 14142.1", "use pert"),
        ("horizon_months = 24", "horizon_months = 0", "at least 1", "from 1 to 600"),
        ("draws = 100000", "draws = 10", "at least 1000", "whole number"),
        ('low_volume = "b2b"', 'low_volume = "b2c"', "of high volume too", "two different"),
        ('combines = { b2b = "share-b2b", b2c = "share-b2c" }', 'combines = { b2b = "share-b2b" }',
         "two options at least", "combines ="),
        ("value = -0.9", "value = -1.9", "at least -1", "from -1 to 1"),
        ('between = ["b2b-adoption", "b2b-revenue"]', 'between = ["b2b-adoption", "b2b-price"]',
         "two different unknowns", "for b2b-price?"),
        ('why = { ko = "데모가 있음", ja = "デモがある", en = "there is a demo" }',
         'why = { ko = "데모가 있음", en = "there is a demo" }', "ja is missing", "add ja"),
        ('cost = "b2b-cost"\n', 'costs = "b2b-cost"\n', "is not a key", "did you mean cost"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_and_a_way_out(
    before: str, after: str, problem: str, hint: str
) -> None:
    broken = EXAMPLE.replace(before, after, 1)
    assert broken != EXAMPLE
    found = faults_of(broken)
    assert any(problem in said and hint in how for said, how in found), found


def test_the_line_is_the_one_that_is_wrong() -> None:
    broken = EXAMPLE.replace("high = 0.35", "high = 35", 1)
    (fault, _), *_ = faults_of(broken)
    assert fault.startswith(f"{line_of(broken, 'high = 35')}: ")


def test_correlations_that_cannot_all_be_true_are_refused_with_how_far_to_weaken_them() -> None:
    def pair(one: str, other: str, value: float) -> str:
        return f'\n[[correlation]]\nbetween = ["{one}", "{other}"]\nvalue = {value}\nwhy = "w"\n'

    impossible = EXAMPLE + "".join(
        [
            pair("b2b-months", "b2c-months", 0.9),
            pair("b2c-months", "b2c-cost", 0.9),
            pair("b2b-months", "b2c-cost", -0.9),
        ]
    )
    (fault, hint), *_ = faults_of(impossible)
    assert "correlation cannot all be true together" in fault
    # Three of 0.9 with the wrong sign have the least eigenvalue 1 - 1.8: weakened to 1 / 1.8.
    assert "multiplied by 0.56" in hint


def test_all_faults_are_told_at_once() -> None:
    broken = EXAMPLE.replace("horizon_months = 24", "horizon_months = 0").replace(
        'high_volume = "b2c"', 'high_volume = "b3c"'
    )
    assert len(faults_of(broken)) == 2


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_hostile_text_is_refused_and_never_crashes(text: str | bytes) -> None:
    with pytest.raises(MarketFileError):
        parse_scenario(text, "o.toml")


@given(st.integers(0, len(EXAMPLE) - 1), st.text(max_size=3))
def test_a_slip_anywhere_is_read_or_refused(at: int, put: str) -> None:
    try:
        parse_scenario(EXAMPLE[:at] + put + EXAMPLE[at + 2 :], "o.toml")
    except MarketFileError as refusal:
        assert all(fault.line >= 1 and fault.hint for fault in refusal.faults)
