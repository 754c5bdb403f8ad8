"""The worked example's four reports as pages."""

from importlib.resources import files
from pathlib import Path

import msgspec

from dangol.engine.insight.market import (
    Chosen,
    cross_sell_of_file,
    mix_of_file,
    read_labels,
    read_motions,
)
from dangol.engine.insight.market_crosssell_page import crosssell_page
from dangol.engine.insight.market_mix_page import fit_page, mix_page
from dangol.engine.insight.market_scenario_page import scenario_page
from dangol.engine.insight.pages import Page, Source
from dangol.insight.market.fit import fit_of, parse_aims
from dangol.insight.market.outcomes import answer_of
from dangol.insight.market.scenario import Scenario
from dangol.insight.market.scenario_file import parse_scenario
from dangol.terms.languages import Language

EXAMPLES = Path(str(files("dangol.insight.market") / "examples"))


def example_scenario(draws: int = 2_000) -> Scenario:
    """The worked example's options, drawn less often than it says."""
    made = parse_scenario((EXAMPLES / "options.toml").read_bytes(), "options.toml")
    return msgspec.structs.replace(made, draws=draws)


def example_pages(language: Language) -> dict[str, Page]:
    """Every report by its command."""
    labels, motions = read_labels(None), read_motions(None)
    customers, _ = mix_of_file(EXAMPLES / "customer_mix_mid_plus.csv", Chosen(), labels)
    targets, _ = mix_of_file(EXAMPLES / "acquisition_targets_2026.csv", Chosen(), labels)
    fit = fit_of(customers, targets, parse_aims("b2b"))
    ranked = cross_sell_of_file(
        EXAMPLES / "accounts.csv", None, motions, labels, EXAMPLES / "conversations.csv"
    )
    scenario = example_scenario()
    source = Source(["example"], "2026-02", "dangol market …")
    return {
        "mix": mix_page(customers, labels, source, language),
        "targets": mix_page(targets, labels, source, language),
        "fit": fit_page(fit, customers, targets, source, language),
        "scenarios": scenario_page(scenario, answer_of(scenario), source, language),
        "crosssell": crosssell_page(ranked, motions, 10, source, language),
    }
