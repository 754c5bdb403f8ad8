"""Themes beside revenue: planted differences are found, none are made up, and it is association."""

import pyarrow as pa
import pytest

from dangol.decide.recipes import read_recipe_texts
from dangol.insight.intervals import bootstrap_sum, difference, wilson
from dangol.insight.revenue.ledger import LedgerColumns, build_ledger
from dangol.insight.revenue.sifting import LedgerOptions
from dangol.insight.revenue.themes import Hit, NoThemesError, join_themes
from dangol.insight.revenue.trials import trial_of

COLUMNS = LedgerColumns("account", "feature", "month", "amount")
MAY = (2025 - 1970) * 12 + 4
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def ledger_of(ends):
    """Each account pays 100 a month from January until, and with, its last month."""
    rows = [(account, "x", month, 100) for account, end in ends.items() for month in MONTHS[:end]]
    names = ("account", "feature", "month", "amount")
    table = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    return build_ledger(table, COLUMNS, LedgerOptions(currency="KRW"))


def planted(lost_with, lost_without, each=200):
    """Accounts that speak of cost in May, and as many that speak of size; some leave in August."""
    ends = {f"c{n}": 8 if n < lost_with else 12 for n in range(each)}
    ends |= {f"s{n}": 8 if n < lost_without else 12 for n in range(each)}
    hits = [Hit(account, "cost" if account[0] == "c" else "size", MAY) for account in ends]
    return ledger_of(ends), hits


def test_a_planted_difference_is_found_with_its_size():
    ledger, hits = planted(80, 20)

    report = join_themes(ledger, hits)
    rows = {row.theme: row for row in report.themes}

    cost = rows["cost"]
    assert (cost.accounts, cost.lost_with.at_risk, cost.lost_with.lost) == (200, 200, 80)
    assert (cost.lost_without.at_risk, cost.lost_without.lost) == (200, 20)
    assert cost.gap.value == pytest.approx(0.3)
    assert cost.gap.low < 0.3 < cost.gap.high
    assert (cost.told, rows["size"].told) == ("more", "less")
    assert cost.at_stake.value == 12_000
    assert cost.at_stake_share == pytest.approx(12_000 / 30_000)
    assert cost.lost_with.change.value == -8_000
    assert cost.lost_with.change.low < -8_000 < cost.lost_with.change.high < 0


def test_equal_losses_are_no_difference():
    ledger, hits = planted(30, 30)

    assert {row.told for row in join_themes(ledger, hits).themes} == {"cannot_tell"}


def test_few_accounts_have_a_change_and_no_interval_of_it():
    ledger, hits = planted(5, 0, each=9)

    (cost,) = (row for row in join_themes(ledger, hits).themes if row.theme == "cost")

    assert cost.lost_with.paid_later - cost.lost_with.paid_then == -500
    assert cost.lost_with.change is None  # nine draws of the same nine say nothing of a tenth


def test_few_accounts_tell_nothing():
    ledger, hits = planted(5, 0, each=8)

    assert {row.told for row in join_themes(ledger, hits).themes} == {"too_few"}


def test_what_the_ledger_does_not_reach_yet_is_not_counted_as_kept():
    ledger = ledger_of({"a": 12, "b": 12, "late": 12, "gone": 3})
    hits = [Hit("a", "cost", MAY), Hit("b", "cost", MAY), Hit("late", "cost", MAY + 4)]
    hits.append(Hit("gone", "cost", MAY))

    (row,) = join_themes(ledger, hits).themes

    assert (row.accounts, row.lost_with.at_risk) == (4, 2)
    assert (row.lost_with.too_recent, row.lost_with.not_paying) == (1, 1)


def test_an_account_counts_from_its_first_note_on_the_theme():
    ledger = ledger_of({"a": 9, "b": 12})
    hits = [Hit("a", "cost", MAY + 4), Hit("a", "cost", MAY), Hit("b", "size", MAY)]

    rows = {row.theme: row for row in join_themes(ledger, hits).themes}

    assert (rows["cost"].lost_with.at_risk, rows["cost"].lost_with.lost) == (1, 1)


def test_without_dates_accounts_count_from_a_window_before_the_end():
    ledger = ledger_of({"a": 9, "b": 12, "early": 2})

    report = join_themes(ledger, [Hit(account, "cost") for account in ("a", "b", "early")])

    assert not report.has_dates
    assert (report.themes[0].lost_with.at_risk, report.themes[0].lost_with.lost) == (2, 1)


def test_the_same_arguments_give_the_same_report_and_another_seed_other_bounds():
    ledger, hits = planted(80, 20)

    one, again = join_themes(ledger, hits, seed=3), join_themes(ledger, hits[::-1], seed=3)
    other = join_themes(ledger, hits, seed=4)

    assert one == again
    assert one.themes[0].at_stake.low != other.themes[0].at_stake.low
    assert one.themes[0].at_stake.value == other.themes[0].at_stake.value


def test_accounts_that_the_ledger_does_not_know_are_counted_and_named():
    ledger, hits = planted(1, 1)

    strangers = [Hit("stranger", "cost", MAY), Hit("kim@example.com", "cost", MAY)]
    report = join_themes(ledger, [*hits, *strangers])

    assert report.unknown_accounts == 2
    assert "stranger" in report.first_unknown
    assert "kim@example.com" not in report.first_unknown
    with pytest.raises(NoThemesError, match="none of the 1 accounts"):
        join_themes(ledger, [Hit("stranger", "cost", MAY)])


def test_gaps_are_wider_the_more_themes_are_looked_at():
    ledger, hits = planted(80, 20)
    more = [Hit(f"c{n}", f"other {n % 10}", MAY) for n in range(200)]

    few = next(row for row in join_themes(ledger, hits).themes if row.theme == "cost")
    many = next(row for row in join_themes(ledger, hits + more).themes if row.theme == "cost")

    assert many.gap.high - many.gap.low > few.gap.high - few.gap.low


def test_intervals_are_those_of_the_published_examples():
    half = wilson(5, 10)
    assert (half.low, half.high) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 10).high == pytest.approx(0.2775, abs=1e-4)
    assert wilson(0, 0) is None
    # Newcombe 1998, table II, (a): 56/70 - 48/80.
    gap = difference(wilson(56, 70), wilson(48, 80))
    assert (gap.low, gap.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_the_bootstrap_of_many_accounts_goes_on_from_that_of_fewer():
    import numpy as np

    amounts = np.random.default_rng(1).integers(0, 1_000, 5_001)
    drawn = bootstrap_sum(amounts[:5_000], (0,), 2_000, among=20_000)
    limit = bootstrap_sum(amounts, (0,), 2_000, among=20_000)

    assert limit.high - limit.low == pytest.approx(drawn.high - drawn.low, rel=0.1)


def test_a_trial_names_a_recipe_that_ships_and_the_motion_that_it_has():
    themes = ("cost", "cart_reminder", "size", "stock", "booking", "setup_complex")

    for theme in themes:
        trial = trial_of(theme)
        text = read_recipe_texts(trial.motion)[f"{trial.playbook}.toml"]
        assert f'motion = "{trial.motion}"' in text
        assert "holdout_ratio = 0.5" in text
    assert trial_of("no such theme") is None
