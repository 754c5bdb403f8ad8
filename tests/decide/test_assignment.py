"""Assignment is uniform, independent, sticky, and the same on any engine that has SHA-256."""

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dangol.decide.assignment import draw, is_held_out
from dangol.listen.people import People
from dangol.listen.rules import rules_of
from dangol.terms.instants import Instant

KEYS = 1_000_000
START = Instant(1_793_000_000_000_000)
words = st.text(max_size=20)


@pytest.fixture(scope="module")
def draws() -> np.ndarray:
    """The draws of a million people in one experiment."""
    return np.fromiter((draw("s", "w", "cart-rescue", f"p{n}") for n in range(KEYS)), float, KEYS)


def test_a_million_draws_are_uniform(draws: np.ndarray) -> None:
    assert 0 <= draws.min() < draws.max() < 1
    for bins in (2, 10, 256, 1000):
        counts, _ = np.histogram(draws, bins=bins, range=(0, 1))
        assert stats.chisquare(counts).pvalue > 0.001
    assert stats.kstest(draws, "uniform").pvalue > 0.001


@pytest.mark.parametrize("ratio", [0.0, 0.01, 0.05, 0.5, 0.95, 1.0])
def test_the_share_held_out_is_the_share_asked_for(draws: np.ndarray, ratio: float) -> None:
    held = int((draws < ratio).sum())
    assert stats.binomtest(held, KEYS, ratio).pvalue > 0.001
    for number in (0, 1, 500):
        assert is_held_out("s", "w", "cart-rescue", f"p{number}", ratio) == (draws[number] < ratio)


def test_raising_the_share_only_adds_people() -> None:
    held: set[int] = set()
    for ratio in (0.0, 0.01, 0.05, 0.2, 0.5, 0.9, 1.0):
        now = {n for n in range(2_000) if is_held_out("s", "w", "e", f"p{n}", ratio)}
        assert held <= now
        held = now
    assert len(held) == 2_000


@pytest.mark.parametrize("vary", ["salt", "workspace", "experiment"])
def test_a_hundred_experiments_are_independent(vary: str) -> None:
    keys = 2_000
    matrix = np.empty((100, keys))
    for row in range(100):
        told = {"salt": "s", "workspace_id": "w", "experiment": "e", vary: f"{vary}-{row}"}
        told["workspace_id"] = told.pop("workspace", told["workspace_id"])
        matrix[row] = [draw(**told, assignment_key=f"p{n}") for n in range(keys)]
    correlations = np.corrcoef(matrix)[np.triu_indices(100, k=1)]
    # 4,950 pairs: a bound that chance passes once in a thousand such tests (Bonferroni).
    bound = stats.norm.isf(0.001 / 2 / len(correlations)) / np.sqrt(keys)
    assert np.abs(correlations).max() < bound
    assert stats.kstest(correlations * np.sqrt(keys), "norm").pvalue > 0.001
    held = matrix < 0.5
    both = (held[:50] & held[50:]).sum(axis=1)
    assert (
        stats.chisquare([both.sum(), held[:50].size - both.sum()], [25_000, 75_000]).pvalue > 0.001
    )


def test_sql_comes_to_the_same_draws() -> None:
    """An auditor needs no Python: the log's salt, workspace, playbook and key are enough."""
    told = [
        ("소금", "018f-w", "cart-rescue", "p0c5f"),
        ("", "", "", ""),
        ("s", "w", "global", "사람"),
        *(("s", "w", "e", f"p{n}") for n in range(500)),
    ]
    with duckdb.connect(config={"threads": 1}) as base:
        base.execute("create table log (salt text, workspace text, experiment text, key text)")
        base.executemany("insert into log values (?, ?, ?, ?)", told)
        drawn = base.execute(
            """select (('0x' || substr(sha256(concat_ws(chr(0), salt, workspace, experiment, key)),
            1, 16))::ubigint >> 11) / 9007199254740992.0 from log"""
        ).fetchall()
    assert [row[0] for row in drawn] == [draw(*words) for words in told]


@given(words, words, words, words)
def test_the_same_words_give_the_same_draw_for_ever(
    salt: str, workspace: str, experiment: str, key: str
) -> None:
    assert draw(salt, workspace, experiment, key) == draw(salt, workspace, experiment, key)
    assert 0 <= draw(salt, workspace, experiment, key) < 1


def test_draws_of_this_version_are_those_of_every_version() -> None:
    """Changing the hash would move people between arms in the middle of an experiment."""
    assert draw("salt", "workspace", "cart-rescue", "p1") == 0.8163236737500722
    assert draw("salt", "workspace", "global", "p1") == 0.7708730525829411


def test_a_person_keeps_their_key_when_they_log_in_and_merge() -> None:
    people = People("salt", rules_of())
    visitor = people.resolve("", "phone", START, is_vouched=True)
    key = visitor.assignment_key
    people.resolve("kim", "", Instant(START + 1), is_vouched=True)
    user = people.resolve("kim", "phone", Instant(START + 2), is_vouched=True)
    assert user.assignment_key == key
    assert people.resolve("kim", "desk", Instant(START + 3), is_vouched=True).assignment_key == key
