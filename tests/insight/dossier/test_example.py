"""The worked example: its verdicts follow from its thresholds, computed a second time by hand."""

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from dangol.cli.main import main
from dangol.engine.insight.dossier import Built, build, example_files, read_sources
from dangol.insight.dossier.bands import Verdict
from dangol.insight.dossier.json_path import value_at
from dangol.insight.dossier.model import ByReport

GREEN, AMBER, RED, UNKNOWN = Verdict


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    for name, content in example_files().items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def example(folder: Path) -> Built:
    return build(read_sources(folder))


def rows(name: str) -> list[dict[str, str]]:
    text = example_files()[f"tables/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def by(name: str, key: str, value: str) -> Mapping[str, float]:
    return {row[key]: float(row[value]) for row in rows(name) if row[value]}


def figures_by_hand() -> dict[str, float]:
    """Every figure of the example, by plain arithmetic over the files."""
    interest = by("first_opportunity_interests", "interest_en", "share")
    pain = by("pain_points", "pain_point_en", "share")
    mrr = by("feature_net_mrr_2026_02", "feature", "net_mrr_100m_krw")
    lines = sum(value for name, value in mrr.items() if name != "total")
    mix = by("customer_mix_mid_plus", "kind", "customers")
    targets = by("acquisition_targets_2026", "vertical_en", "new_customers")
    won = sum(value for name, value in targets.items() if name != "total")
    stayed = [row["relation"].startswith("the main product stayed") for row in rows("addon_cases")]
    return {
        "interest-gap": interest["CRM / marketing"] - interest["automation"],
        "service-first": pain["customer service comes first; marketing slips"],
        "needs-named": len(rows("consultation_to_marketing_needs")),
        "one-person-here": pain["short of hands (one-person team)"],
        "setup-complex": pain["set-up is complex"],
        "marketing-growth": by("feature_net_mrr_2026_02", "feature", "growth_since_2024_01")["mkt"],
        "marketing-share": mrr["mkt"] / lines,
        "marketing-share-most": 2.45 / 24.5,
        "agent-lead-now": mrr["alf"] - mrr["mkt"],
        "expected": by("expectation_to_use", "step", "share")["at_adoption"],
        "b2b-customers-share": mix["B2B"] / sum(mix.values()),
        "b2b-targets-share": targets["B2B / SaaS"] / targets["total"],
        "b2b-targets-share-most": (targets["B2B / SaaS"] + targets["total"] - won)
        / targets["total"],
        "b2c-share": mix["B2C"] / sum(mix.values()),
        "b2c-share-printed": by("customer_mix_mid_plus", "kind", "share_as_printed")["B2C"],
        "main-stayed": sum(stayed) / len(stayed),
    }


def test_every_figure_is_the_one_that_plain_arithmetic_gives(example: Built) -> None:
    found = {
        one.evidence.id: one.found.value
        for one in example.judgement.weighed
        if one.found.value is not None
    }
    assert found == pytest.approx(figures_by_hand(), rel=1e-12)


def test_what_the_papers_print_beside_what_their_own_tables_give() -> None:
    figures = figures_by_hand()
    mix = by("customer_mix_mid_plus", "kind", "customers")
    shares = [round(100 * count / sum(mix.values()), 1) for count in mix.values()]
    assert shares == [74.2, 14.0, 11.7]
    printed = by("customer_mix_mid_plus", "kind", "share_as_printed")
    assert round(100 * sum(printed.values())) == 97
    assert round(100 * figures["b2b-targets-share"], 1) == 5.1
    targets = by("acquisition_targets_2026", "vertical_en", "new_customers")
    assert (sum(targets.values()) - targets["total"], targets["total"]) == (454, 468)


def test_every_verdict_follows_from_its_threshold(example: Built) -> None:
    """The conditions are evaluated as they are written, by nothing of ours."""
    for one in example.judgement.weighed:
        if one.found.value is None or one.evidence.bands is None:
            assert one.verdict is UNKNOWN
            continue
        held = []
        for verdict, band in one.evidence.bands.items():
            assert re.fullmatch(r"[x0-9.<>= -]+", band.written)
            condition = re.sub(r"(?<![<>])=", "==", band.written).replace(">==", ">=")
            condition = condition.replace("<==", "<=")
            if eval(condition, {"x": one.found.value}):
                held.append(verdict)
        assert held == [one.verdict], one.evidence.id


def test_the_verdicts_stand_beside_the_papers_signals(example: Built) -> None:
    answers = {one.question.id: (one.verdict, one.printed) for one in example.judgement.answers}
    assert answers == {
        "pain": (RED, RED),
        "joined": (UNKNOWN, RED),
        "special": (UNKNOWN, RED),
        "feature": (RED, RED),
        "wants": (UNKNOWN, RED),
        "closing": (RED, None),
    }
    judged = {one.hypothesis.id: (one.verdict, one.printed) for one in example.judgement.judged}
    assert {judged[name] for name in ("messenger-ecosystem", "one-person-teams")} == {
        (UNKNOWN, RED)
    }
    assert judged["fits-strategy"] == (UNKNOWN, GREEN)
    assert judged["market-is-large"] == judged["customers-are-b2b"] == (RED, AMBER)
    assert judged["addon-grows-apart"] == (UNKNOWN, AMBER)
    assert example.printed_faults == {}


def test_no_hypothesis_is_green_and_each_unknown_says_what_to_ask_for(example: Built) -> None:
    for judged in example.judgement.judged:
        assert judged.verdict is not GREEN
        if judged.verdict is UNKNOWN:
            assert [one for one in judged.missing if one.evidence.is_required]
    cited = set(example.sources.dossier.missing)
    assert cited == {
        "meeting-summary",
        "addon-growth-patterns",
        "market-definition-2026",
        "sales-segment-definition",
        "main-research",
    }


def test_the_tables_are_the_ones_the_other_commands_bring(example: Built) -> None:
    from dangol.engine.insight.market import read_example

    for name in ("acquisition_targets_2026.csv", "customer_mix_mid_plus.csv"):
        assert read_example(name) == example_files()[f"tables/{name}"]


def test_what_is_taken_from_a_saved_report_is_what_its_command_prints_today(
    folder: Path,
    example: Built,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    taken = 0
    for one in example.judgement.weighed:
        if isinstance(one.evidence.origin, ByReport):
            report = example.sources.dossier.reports[one.evidence.origin.report]
            assert main(report.command.split()[1:]) == 0
            today = json.loads(capsys.readouterr().out)
            assert value_at(today, one.evidence.origin.path) == one.found.value
            taken += 1
    assert taken == 1
