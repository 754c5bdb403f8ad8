"""Options whose unknowns are ranges: checked where the truth is known by hand."""

from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from math import asin, exp, log, pi

import msgspec
import numpy as np
import pytest

from dangol.decide.playbook import Texts
from dangol.insight.market.draws import draw_ranks, values_given, values_of
from dangol.insight.market.outcomes import Answer, answer_of
from dangol.insight.market.scenario import Correlation, Scenario, outcome_of
from dangol.insight.market.scenario_file import parse_scenario
from dangol.insight.market.unknowns import normal_cdf, normal_quantile

EXAMPLE = (files("dangol.insight.market") / "examples" / "options.toml").read_text("utf-8")


def scenario(unknowns: str, options: str, **more: object) -> Scenario:
    """A scenario of `id distribution low likely high` lines, and lines of an option's terms."""
    head = {"title": '"t"', "unit": '"won"', "horizon_months": 24} | more
    text = "".join(f"{key} = {value}\n" for key, value in head.items())
    for line in unknowns.strip().splitlines():
        name, distribution, low, likely, high = line.split()
        text += f'[[unknown]]\nid = "{name}"\nname = "{name}"\ndistribution = "{distribution}"\n'
        text += f'low = {low}\nlikely = {likely}\nhigh = {high}\nbasis = "assumption"\nwhy = "w"\n'
    for line in options.strip().splitlines():
        name, *terms = line.split()
        keys = ("customers", "adoption", "revenue", "months", "cost")
        text += f'[[option]]\nid = "{name}"\nname = "{name}"\n'
        text += "".join(f'{key} = "{term}"\n' for key, term in zip(keys, terms, strict=True))
    return parse_scenario(text, "s.toml")


HAND = """
one fixed 1 1 1
none fixed 0 0 0
sure fixed 40 40 40
x uniform 0 50 100
y uniform 0 10 20
"""


@pytest.mark.parametrize(
    ("sure", "evpi", "of_x", "of_y"),
    [
        # Choosing now earns 40, either way. Knowing x: the mean of max(40, x - 10) is 40 + the
        # mean of (x - 50)+, 12.5. Knowing y: 40 + the mean of (10 - y)+, 2.5. Knowing both:
        # (u - w)+ with u = x - 50 and w = y - 10 has the mean of (50 - w)^2 / 200.
        (40, (2500 + 100 / 3) / 200, 12.5, 2.5),
        # Choosing now earns 45, which is sure. The same, from 5 further up.
        (45, (2025 + 100 / 3) / 200, 45**2 / 200, 12.5 / 20),
    ],
)
def test_the_worth_of_knowing_is_what_a_hand_works_out(
    sure: int, evpi: float, of_x: float, of_y: float
) -> None:
    # Safe brings what is sure. Risky brings x - y, 40 on average.
    made = scenario(
        HAND.replace("40 40 40", f"{sure} {sure} {sure}"),
        "safe one one sure none none\nrisky one one x none y",
        horizon_months=1,
    )
    answer = answer_of(made)
    worths = {one.id: one for one in answer.worths}
    assert answer.evpi == pytest.approx(evpi, rel=0.01)
    assert worths["x"].evppi == pytest.approx(of_x, rel=0.01)
    assert worths["y"].evppi == pytest.approx(of_y, rel=0.01)
    assert worths["sure"].evppi == worths["one"].evppi == 0
    assert answer.worths[0].id == "x"
    # Risky is better where x - 10 is over what is sure, and where 50 - y is.
    (change,) = worths["x"].changes
    assert (change.below, change.above) == ("safe", "risky")
    assert change.value == pytest.approx(sure + 10, rel=0.01)
    (change,) = worths["y"].changes
    assert (change.below, change.above) == ("risky", "safe")
    assert change.value == pytest.approx(50 - sure, rel=0.01)
    risky = answer.options[1]
    assert risky.outcome.mean == pytest.approx(40, rel=0.01)
    # x < y: the mean of y / 100.
    assert risky.loss == pytest.approx(0.10, abs=0.005)


def test_the_worth_of_one_unknown_agrees_with_sorting_all_draws_by_it() -> None:
    # Another estimate of the same: the best mean within each of 100 equal slices of the unknown.
    made = parse_scenario(EXAMPLE, "options.toml")
    values = values_of(made, draw_ranks(made, made.draws))
    outcomes = np.stack([outcome_of(made, one, values) for one in made.options.values()])
    for worth in answer_of(made).worths[:4]:
        order = np.argsort(values[worth.id])
        slices = outcomes[:, order].reshape(len(outcomes), 100, -1).mean(axis=2)
        sliced = slices.max(axis=0).mean() - outcomes.mean(axis=1).max()
        assert worth.evppi == pytest.approx(sliced, rel=0.05)


def test_what_is_known_for_sure_is_worth_nothing_to_know() -> None:
    made = scenario(HAND, "safe one one sure none none\nless one one one none none")
    answer = answer_of(made)
    assert answer.evpi == 0
    assert all(one.evppi == 0 for one in answer.worths)
    assert answer.chosen == "safe"
    assert answer.beats == {"safe": {"less": 1.0}, "less": {"safe": 0.0}}


def test_options_that_are_equal_but_for_rounding_have_no_value_at_which_the_choice_changes() -> (
    None
):
    unknowns = "one fixed 1 1 1\nnone fixed 0 0 0\nx uniform 0 5 10\ny uniform 0 5 10"
    made = scenario(unknowns, "this one one x none none\nthat one one y none none")
    told = Texts(ko="늘 같음", ja="常に同じ", en="always the same")
    together = Correlation("x", "y", 1.0, told)

    answer = answer_of(msgspec.structs.replace(made, correlations=[together]))

    assert answer.evpi == 0
    assert [one.changes for one in answer.worths] == [()] * 4


EQUAL = """
few fixed 239 239 239
many fixed 1264 1264 1264
adoption pert 0.05 0.2 0.4
price pert 60 100 160
other pert 5 20 40
soon triangular 1 3 6
cost lognormal 8000 14142 25000
"""


def break_even(text: str) -> Answer:
    made = scenario(EQUAL, text)
    return answer_of(msgspec.structs.replace(made, high_volume="high", low_volume="low"))


def test_with_equal_adoption_and_cost_the_break_even_is_the_ratio_of_the_customers() -> None:
    answer = break_even(
        "low few adoption price soon cost\nhigh many adoption other soon cost"
    ).break_even
    assert answer is not None
    assert answer.share is not None
    closed = 239 / 1264
    assert f"{closed:.1%}" == "18.9%"
    assert answer.customers_only == pytest.approx(closed)
    assert answer.likely == pytest.approx(closed)
    assert answer.likely_revenue == pytest.approx(closed * 100)
    found = msgspec.structs.asdict(answer.share)
    assert list(found.values()) == pytest.approx([closed] * 6)


def test_the_break_even_is_reached_as_often_as_the_option_wins() -> None:
    answer = break_even("low few adoption price soon cost\nhigh many adoption other soon cost")
    assert answer.break_even is not None
    assert answer.break_even.reached == pytest.approx(answer.beats["high"]["low"], abs=0.001)


def test_there_is_no_break_even_for_an_option_that_comes_too_late() -> None:
    made = scenario(
        EQUAL + "late fixed 99 99 99",
        """
low few adoption price soon cost
high many adoption other late cost
""",
    )
    answer = answer_of(msgspec.structs.replace(made, high_volume="high", low_volume="low"))
    assert answer.break_even is not None
    assert answer.break_even.likely is None
    assert answer.break_even.share is None
    assert answer.break_even.possible == 0


def figures(answer: Answer) -> Iterator[tuple[str, float, float]]:
    """Every figure of an answer, and the scale by which 1% of it is judged."""
    for option in answer.options:
        wide = option.outcome.p95 - option.outcome.p5
        for name, value in msgspec.structs.asdict(option.outcome).items():
            # A percentile near 0 has no per cent of its own: its scale is the spread.
            is_near_0 = name != "mean" and abs(value) < 0.2 * wide
            yield f"{option.id} {name}", value, wide if is_near_0 else abs(value)
        yield f"{option.id} loss", option.loss, 1
        yield f"{option.id} best", option.best, 1
    for one, others in answer.beats.items():
        for other, share in others.items():
            yield f"{one} beats {other}", share, 1
    assert answer.break_even is not None
    assert answer.break_even.share is not None
    yield "break-even", answer.break_even.share.median, answer.break_even.share.median
    yield "break-even mean", answer.break_even.share.mean, answer.break_even.share.mean
    yield "EVPI", answer.evpi, answer.evpi
    for worth in answer.worths:
        yield f"EVPPI {worth.id}", worth.evppi, max(worth.evppi, 0.05 * answer.evpi)


def test_the_example_is_stable_to_one_per_cent_between_seeds() -> None:
    made = parse_scenario(EXAMPLE, "options.toml")
    assert made.draws == 100_000
    answers = [answer_of(msgspec.structs.replace(made, seed=seed)) for seed in (made.seed, 7, 8)]
    columns: dict[str, list[tuple[float, float]]] = {}
    for answer in answers:
        for name, value, scale in figures(answer):
            columns.setdefault(name, []).append((value, scale))
    middles = {name: np.mean([value for value, _ in held]) for name, held in columns.items()}
    off = {
        name: max(abs(value - middles[name]) for value, _ in held) / held[0][1]
        for name, held in columns.items()
        if held[0][1]
    }
    assert {name: share for name, share in off.items() if share > 0.01} == {}
    assert len({answer.chosen for answer in answers}) == 1


def test_the_same_seed_gives_the_same_answer() -> None:
    made = msgspec.structs.replace(parse_scenario(EXAMPLE, "o"), draws=5_000)
    assert answer_of(made) == answer_of(made)


def test_the_example_says_which_of_its_numbers_are_assumptions() -> None:
    made = parse_scenario(EXAMPLE, "options.toml")
    answer = answer_of(msgspec.structs.replace(made, draws=2_000))
    printed = {one for one in made.unknowns if one not in answer.assumptions}
    assert printed == {"b2b-customers", "b2c-customers"}
    assert answer.break_even is not None
    assert answer.break_even.customers_only == pytest.approx(239 / 1264)


def test_a_tornado_is_widest_first_and_its_middle_is_the_likely_difference() -> None:
    made = parse_scenario(EXAMPLE, "options.toml")
    answer = answer_of(msgspec.structs.replace(made, draws=2_000))
    widths = [abs(move.high - move.low) for move in answer.moves]
    assert all(one >= other for one, other in pairwise(widths))
    b2b, b2c, _ = answer.options
    assert answer.difference == pytest.approx(b2c.likely - b2b.likely)
    for move in answer.moves:
        assert min(move.low, move.high) <= answer.difference <= max(move.low, move.high)


@pytest.mark.parametrize(
    ("line", "mean", "deviation"),
    [
        ("uniform 0 0.2 1", 1 / 2, (1 / 12) ** 0.5),
        ("triangular 0 0.2 1", 1.2 / 3, ((1 + 0.04 - 0.2) / 18) ** 0.5),
        ("pert 0 0.2 1", 1.8 / 6, (0.3 * 0.7 / 7) ** 0.5),
        ("normal 10.2 10.5 10.8", 10.5, 0.3 / 1.6448536),
        ("lognormal 1 2 4", 2 * exp((log(2) / 1.6448536) ** 2 / 2), None),
    ],
)
def test_a_distribution_has_the_mean_and_deviation_of_its_closed_form(
    line: str, mean: float, deviation: float | None
) -> None:
    made = scenario(f"one fixed 1 1 1\na {line}", "x a one one one one\ny one one one one one")
    values = values_of(made, draw_ranks(made, 100_000))["a"]
    assert values.mean() == pytest.approx(mean, abs=1e-3)
    if deviation is not None:
        assert values.std() == pytest.approx(deviation, rel=0.01)


def test_correlated_unknowns_have_the_rank_correlation_of_the_copula() -> None:
    made = parse_scenario(EXAMPLE, "options.toml")
    ranks = draw_ranks(made, 50_000)
    place = {name: at for at, name in enumerate(ranks.ids)}

    def correlation(one: str, other: str) -> float:
        return float(np.corrcoef(ranks.ranks[place[one]], ranks.ranks[place[other]])[0, 1])

    assert correlation("share-b2b", "share-b2c") == pytest.approx(6 / pi * asin(-0.9 / 2), abs=0.01)
    assert correlation("b2c-adoption", "b2c-revenue") == pytest.approx(
        6 / pi * asin(-0.3 / 2), abs=0.01
    )
    assert correlation("b2b-months", "b2c-months") == pytest.approx(0, abs=0.02)


def test_knowing_one_unknown_moves_its_fellows_as_the_draws_show() -> None:
    made = parse_scenario(EXAMPLE, "options.toml")
    drawn_ranks = draw_ranks(made, 50_000)
    values = values_of(made, drawn_ranks)
    given = values_given(made, drawn_ranks, "b2c-adoption", 0.9)
    assert set(given) == {"b2c-adoption", "b2c-revenue"}
    at = list(drawn_ranks.ids).index("b2c-adoption")
    near = np.abs(drawn_ranks.ranks[at] - 0.9) < 0.02
    assert given["b2c-revenue"].mean() == pytest.approx(
        values["b2c-revenue"][near].mean(), rel=0.03
    )


def test_normal_ranks_and_scores_undo_each_other() -> None:
    ranks = np.linspace(0.0001, 0.9999, 999)
    assert normal_cdf(normal_quantile(ranks)) == pytest.approx(ranks, abs=1e-6)
    assert normal_quantile(np.array([0.975]))[0] == pytest.approx(1.959963985, abs=1e-7)
