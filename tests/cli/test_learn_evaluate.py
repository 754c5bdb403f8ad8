"""`dangol learn evaluate`: a table of figures for people, one JSON object for programs."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from dangol.cli.learn import app
from dangol.terms.errors import DangolError, InputError

runner = CliRunner()


@pytest.fixture(scope="module")
def csv(tmp_path_factory):
    """600 rows: 150 visitors, a step, a leak, a category in three languages, and a key."""
    rng = np.random.default_rng(11)
    lines = ["visitorid,session_key,step,channel,pages,receipt_pages,bought"]
    for row in range(600):
        bought = rng.random() < 0.3
        lines.append(
            f"{row // 4 + 5000},s-{row},{row % 4},{rng.choice(['검색', '広告', 'mail'])},"
            f"{rng.poisson(3 + bought)},{3 * bought + rng.random():.3f},{bought}"
        )
    path = tmp_path_factory.mktemp("tables") / "장바구니.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(*words: object):
    return runner.invoke(app, ["evaluate", *map(str, words)], env={"COLUMNS": "160"})


def test_json_is_one_object_and_nothing_else(csv):
    got = run(
        *("--table", csv, "--label", "bought", "--group", "visitorid", "--by", "step"),
        *("--seeds", 2, "--json"),
    )
    assert got.exit_code == 0
    assert got.stdout.count("\n") == 1
    found = json.loads(got.stdout)
    assert set(found["overall"]) == {
        *("n", "base_rate", "auc", "average_precision", "brier", "log_loss", "ece"),
    }
    assert found["overall"]["n"] == 600 and found["groups"] == 150 and found["seeds"] == 2
    assert list(found["by"]) == ["0", "1", "2", "3"]
    assert [leak["column"] for leak in found["leaks"]] == ["receipt_pages"]
    assert found["features"] == ["step", "channel", "pages", "receipt_pages"]
    assert [one["column"] for one in found["left_out"]] == ["session_key"]
    assert "receipt_pages" in found["warnings"][0]


def test_people_get_a_table_and_warnings_that_name_the_leak(csv):
    got = run("--table", csv, "--label", "bought", "--by", "step", "--seeds", 1)
    assert got.exit_code == 0
    for word in ("AUC", "average", "precision", "Brier", "loss", "ECE", "base", "600"):
        assert word in got.stdout
    assert "warning: receipt_pages alone reaches AUC" in got.stdout
    assert "warning: session_key was left out" in got.stdout
    assert "--drop receipt_pages" in got.stdout


def test_dropped_columns_may_be_repeated_or_joined_by_commas(csv):
    common = ("--table", csv, "--label", "bought", "--seeds", 1, "--json")
    one = run(*common, "--drop", "receipt_pages", "--drop", "session_key", "--drop", "visitorid")
    two = run(*common, "--drop", "receipt_pages, session_key,visitorid")
    assert json.loads(one.stdout) == json.loads(two.stdout)
    assert json.loads(one.stdout)["features"] == ["step", "channel", "pages"]
    assert json.loads(one.stdout)["leaks"] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--label", "구매"), "no column '구매'"),
        (("--label", "bought", "--drop", "nowhere"), "no column 'nowhere'"),
        (("--label", "channel"), "holds text such as"),
        (("--label", "pages"), "not yes or no"),
    ],
)
def test_a_wrong_column_is_an_input_error_with_a_hint(csv, words, message):
    got = run("--table", csv, *words, "--json")
    assert isinstance(got.exception, InputError)
    assert message in got.exception.message
    assert got.exception.hint
    assert got.exception.exit_code == 2
    assert got.stdout == ""


def test_a_table_that_is_not_there_is_an_input_error(tmp_path):
    got = run("--table", tmp_path / "none.csv", "--label", "y")
    assert isinstance(got.exception, DangolError)
    assert "does not exist" in got.exception.message
