"""The change log: what was one thing in a build and another in the next."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.insight.dossier.small import CSV, TOML, small

from dangol.engine.insight.dossier import ChangeLogError, build, read_log, read_sources, render_log
from dangol.insight.dossier.changes import (
    Change,
    ChangeLog,
    Standing,
    changes_between,
    standing_of,
    with_build,
)

STANDINGS = some.dictionaries(
    some.sampled_from(["a", "b", "evidence:c"]),
    some.builds(
        Standing,
        part=some.just("evidence"),
        verdict=some.sampled_from(["red", "green"]),
        figure=some.none() | some.integers(0, 2).map(float),
        bands=some.sampled_from(["", "x > 1"]),
    ),
)


def standing(folder: Path, **files: str) -> dict[str, Standing]:
    return standing_of(build(read_sources(small(folder, **files))).judgement)


def test_a_changed_number_changes_its_figure_and_every_verdict_that_hangs_on_it(
    tmp_path: Path,
) -> None:
    before = standing(tmp_path)
    after = standing(tmp_path, csv=CSV.replace("20", "5"))
    assert changes_between(before, after) == (
        Change("aim", "question", "verdict", "amber", "red"),
        Change("b2b-large", "hypothesis", "verdict", "amber", "red"),
        Change("b2b-share", "evidence", "figure", 0.2, 5 / 85),
        Change("b2b-share", "evidence", "verdict", "amber", "red"),
    )


def test_a_moved_threshold_stands_in_the_log_too(tmp_path: Path) -> None:
    before = standing(tmp_path)
    moved = TOML.replace("0.2 <= x < 0.5", "0.1 <= x < 0.5", 1).replace("x < 0.2", "x < 0.1", 1)
    (change,) = changes_between(before, standing(tmp_path, toml=moved))
    assert (change.id, change.sort) == ("b2b-share", "bands")
    assert change.after == "x >= 0.5 | 0.1 <= x < 0.5 | x < 0.1"


def test_evidence_that_goes_and_comes_is_told(tmp_path: Path) -> None:
    before = standing(tmp_path)
    gone = TOML.replace('id = "asked-for"', 'id = "asked-again"')
    sorts = {(one.id, one.sort) for one in changes_between(before, standing(tmp_path, toml=gone))}
    assert sorts == {("asked-for", "went"), ("asked-again", "came")}


@given(STANDINGS, STANDINGS)
def test_there_is_no_change_exactly_if_nothing_differs(
    before: dict[str, Standing], after: dict[str, Standing]
) -> None:
    assert (not changes_between(before, after)) == (before == after)


def test_a_build_that_changes_nothing_is_not_kept_twice(tmp_path: Path) -> None:
    now = standing(tmp_path)
    log = with_build(with_build(ChangeLog(), "2026-02-01", now), "2026-02-02", now)
    assert [one.built_on for one in log.builds] == ["2026-02-01"]
    later = standing(tmp_path, csv=CSV.replace("80", "10"))
    log = with_build(log, "2026-02-03", later)
    # The saved report holds the hypothesis at amber: only the figure and its verdict changed.
    assert [len(one.changes) for one in log.builds] == [0, 2]


def test_the_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    log = with_build(ChangeLog(), "2026-02-01", standing(tmp_path))
    file = tmp_path / "changes.json"
    file.write_bytes(render_log(log))
    assert read_log(file) == log
    assert read_log(tmp_path / "none.json") == ChangeLog()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"builds": 3}', '{"version": 2}', "[" * 100_000])
def test_a_broken_log_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    file = tmp_path / "changes.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ChangeLogError) as caught:
        read_log(file)
    assert "move it away" in caught.value.hint
    assert file.read_text("utf-8") == text


def test_a_log_is_json_that_a_person_can_read(tmp_path: Path) -> None:
    text = render_log(with_build(ChangeLog(), "2026-02-01", standing(tmp_path)))
    assert len(text.splitlines()) > 10
    assert msgspec.json.decode(text)["builds"][0]["built_on"] == "2026-02-01"
