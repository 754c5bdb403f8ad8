"""Thresholds: every number falls in exactly one band, or the file is refused."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dangol.insight.dossier.bands import (
    Band,
    Bands,
    Verdict,
    best_of,
    fault_of,
    parse_band,
    verdict_of,
    worst_of,
)

NUMBERS = some.integers(-20, 20)


def bands(direction: str, green: str, red: str, amber: str = "") -> Bands:
    def parsed(text: str) -> Band:
        band = parse_band(text)
        assert band is not None
        return band

    return Bands(direction, parsed(green), parsed(red), parsed(amber) if amber else None)


def test_a_band_is_written_as_a_condition_on_x() -> None:
    assert parse_band("x >= 0.5") == Band(0.5, inf, True, False, "x >= 0.5")
    assert parse_band(" x < -3 ") == Band(-inf, -3, False, False, "x < -3")
    assert parse_band("0.3 <= x < .5") == Band(0.3, 0.5, True, False, "0.3 <= x < .5")
    assert parse_band("x = 0") == Band(0, 0, True, True, "x = 0")


@pytest.mark.parametrize(
    "text",
    ["", "x", "0.5", "y > 1", "x >> 1", "1 <= x > 2", "1 < x = 2", "x > 1e400", "x > nan"],
)
def test_what_is_no_condition_is_no_band(text: str) -> None:
    assert parse_band(text) is None


@pytest.mark.parametrize(
    ("given_bands", "said"),
    [
        (bands("higher", "x >= 5", "x < 3"), "between 3 and 5"),
        (bands("higher", "x >= 3", "x <= 3"), "3 is both red and green"),
        (bands("higher", "x > 3", "x < 3"), "3 itself has no band"),
        (bands("higher", "x >= 3", "x < 5"), "both"),
        (bands("higher", "x <= 3", "x > 3"), "higher is better"),
        (bands("lower", "x >= 3", "x < 3"), "lower is better"),
        (bands("higher", "3 <= x < 9", "x < 3"), "above 9"),
        (bands("higher", "x >= 3", "1 <= x < 3"), "below 1"),
        (bands("higher", "x >= 3", "x < 3", "5 <= x < 4"), "no number is amber"),
        (bands("higher", "x >= 3", "x < 1", "1 <= x < 2"), "between 2 and 3"),
    ],
)
def test_bands_that_leave_out_double_or_turn_round_are_named(given_bands: Bands, said: str) -> None:
    assert said in fault_of(given_bands)


@given(
    ends=some.lists(
        some.tuples(NUMBERS, some.booleans(), NUMBERS, some.booleans()), min_size=3, max_size=3
    ),
    direction=some.sampled_from(["higher", "lower"]),
    has_amber=some.booleans(),
    opened=some.tuples(some.booleans(), some.booleans()),
)
def test_bands_are_sound_exactly_if_each_number_has_one_and_colours_are_in_order(
    ends: list[tuple[int, bool, int, bool]],
    direction: str,
    has_amber: bool,
    opened: tuple[bool, bool],
) -> None:
    green, amber, red = (Band(low, high, a, b, "") for low, a, high, b in ends)
    # Let the outer ends be open often enough for sound ones to come up.
    top, bottom = (green, red) if direction == "higher" else (red, green)
    top = Band(top.low, inf, top.has_low, False, "") if opened[0] else top
    bottom = Band(-inf, bottom.high, False, bottom.has_high, "") if opened[1] else bottom
    green, red = (top, bottom) if direction == "higher" else (bottom, top)
    made = Bands(direction, green, red, amber if has_amber else None)
    line = [number / 2 for number in range(-90, 91)]
    colours = [[v for v, band in made.items() if band.holds(x)] for x in line]
    seen = [one[0] for one in colours if len(one) == 1]
    order = [v for v, _ in made.items()]
    ranks = [order.index(colour) for colour in seen]
    is_sound = (
        all(len(one) == 1 for one in colours)
        and ranks == sorted(ranks, reverse=direction == "higher")
        and set(seen) == set(order)
        and top.high == inf
        and bottom.low == -inf
    )
    # Ends are whole numbers, so that a band between two of them shows at the half.
    assert (fault_of(made) == "") == is_sound


@given(low=NUMBERS, width=some.integers(1, 9), x=some.floats(-40, 40))
def test_every_number_has_the_colour_that_arithmetic_gives_it(
    low: int, width: int, x: float
) -> None:
    made = bands("higher", f"x >= {low + width}", f"x < {low}", f"{low} <= x < {low + width}")
    assert fault_of(made) == ""
    plain = float(f"{x:.12g}")
    wanted = Verdict.RED if plain < low else Verdict.AMBER if plain < low + width else Verdict.GREEN
    assert verdict_of(made, x) is wanted


def test_the_noise_of_binary_fractions_moves_no_verdict() -> None:
    made = bands("higher", "x >= 0.3", "x < 0.3")
    assert 0.1 + 0.2 != 0.3
    assert verdict_of(made, 0.1 + 0.2) is verdict_of(made, 0.3) is Verdict.GREEN
    assert verdict_of(made, 0.7 - 0.4) is Verdict.GREEN  # 0.29999999999999993
    assert verdict_of(made, 0.8 - 0.5) is Verdict.GREEN  # 0.30000000000000004


@pytest.mark.parametrize("figure", [nan, inf, -inf])
def test_what_is_no_number_is_unknown_and_never_green(figure: float) -> None:
    assert verdict_of(bands("higher", "x >= 0", "x < 0"), figure) is Verdict.UNKNOWN


def test_the_worst_and_the_best_are_of_those_that_are_known() -> None:
    some_verdicts = [Verdict.UNKNOWN, Verdict.AMBER, Verdict.GREEN]
    assert worst_of(some_verdicts) is Verdict.AMBER
    assert best_of(some_verdicts) is Verdict.GREEN
    assert worst_of([Verdict.UNKNOWN]) is best_of([]) is Verdict.UNKNOWN


def test_a_whole_number_of_any_size_is_compared_as_it_is() -> None:
    given = bands("higher", "x >= 1234567890123", "x < 1234567890123")

    assert verdict_of(given, 1234567890123.0) is Verdict.GREEN
    assert verdict_of(given, 1234567890122.0) is Verdict.RED
    assert verdict_of(bands("higher", "x >= 0.3", "x < 0.3"), 0.1 + 0.2) is Verdict.GREEN
    assert verdict_of(bands("lower", "x <= 0.3", "x > 0.3"), 0.1 + 0.2) is Verdict.GREEN
