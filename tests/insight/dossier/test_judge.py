"""A verdict follows from figures and thresholds alone, and what is missing is never green."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pyarrow import parquet
from tests.insight.dossier.small import CSV, JSON, TOML, small

from dangol.engine.insight.dossier import Built, build, read_sources, with_cell
from dangol.insight.dossier.bands import Verdict
from dangol.insight.dossier.judge import CellPlace, Judged, combine

VERDICTS = some.sampled_from(list(Verdict))
GREEN, AMBER, RED, UNKNOWN = Verdict


def built(folder: Path, **files: str) -> Built:
    return build(read_sources(small(folder, **files)))


def only(made: Built) -> Judged:
    (judged,) = made.judgement.judged
    return judged


@pytest.mark.parametrize(
    ("b2b", "verdict"), [("19", RED), ("20", AMBER), ("79", AMBER), ("80", GREEN), ("-5", RED)]
)
def test_a_figure_has_the_verdict_of_its_band(tmp_path: Path, b2b: str, verdict: Verdict) -> None:
    csv = f"kind,customers,mark\nB2B,{b2b},warning\nB2C,80,\n"
    judged = only(built(tmp_path, csv=csv))
    share = float(b2b) / (float(b2b) + 80)
    assert judged.weighed[0].found.value == pytest.approx(share, rel=1e-15)
    assert judged.weighed[0].verdict is verdict


def test_the_papers_mark_stands_beside_and_moves_nothing(tmp_path: Path) -> None:
    for mark, printed in (("warning", AMBER), ("red", RED), ("green", GREEN), ("who knows", None)):
        made = built(tmp_path, csv=CSV.replace("warning", mark))
        (answer,) = made.judgement.answers
        assert (answer.printed, answer.printed_mark, answer.verdict) == (printed, mark, AMBER)


@pytest.mark.parametrize(
    ("toml", "csv", "json", "absence"),
    [
        (TOML, "", JSON, "no_file"),
        (TOML, "kind,customers\n", JSON, "unreadable"),
        (TOML, "kind,Kind\na,b\n", JSON, "unreadable"),
        (TOML, CSV.replace("customers", "people"), JSON, "query_fault"),
        (TOML, CSV.replace("B2B", "B2X"), JSON, "empty"),
        (TOML, CSV.replace("20", "~20"), JSON, "query_fault"),
        (TOML.replace("sum(customers)\nFROM mix", "0\nFROM mix"), CSV, JSON, "no_number"),
        (TOML.replace("FROM mix", "FROM read_csv('mix.csv')"), CSV, JSON, "refused"),
        (TOML.replace("SELECT sum", "SELECT random(), sum"), CSV, JSON, "refused"),
    ],
)
def test_a_figure_that_cannot_be_had_is_unknown_and_says_why(
    tmp_path: Path, toml: str, csv: str, json: str, absence: str
) -> None:
    judged = only(built(tmp_path, toml=toml, csv=csv, json=json))
    assert judged.weighed[0].found.absence == absence
    assert judged.weighed[0].verdict is UNKNOWN
    assert judged.verdict is UNKNOWN  # it is required


@pytest.mark.parametrize(
    ("json", "absence"),
    [
        ("", "no_file"),
        ("{", "unreadable"),
        ("[" * 100_000, "unreadable"),
        ('{"by_kind": []}', "not_there"),
        ('{"by_kind": [{"id": "b2b"}]}', "not_there"),
        ('{"by_kind": [{"id": "b2b", "share": 1}, {"id": "b2b", "share": 2}]}', "not_there"),
        ('{"by_kind": [{"id": "b2b", "share": null}]}', "empty"),
        ('{"by_kind": [{"id": "b2b", "share": "0.2 or so"}]}', "no_number"),
        ('{"by_kind": [{"id": "b2b", "share": true}]}', "no_number"),
    ],
)
def test_a_saved_report_without_the_value_gives_none(
    tmp_path: Path, json: str, absence: str
) -> None:
    judged = only(built(tmp_path, json=json))
    assert judged.weighed[1].found.absence == absence
    assert judged.verdict is AMBER  # it is not required, and the table has its figure


def test_a_long_table_is_asked_whole_and_shown_in_part(tmp_path: Path) -> None:
    rows = "".join(f"B2C,{number % 10},\n" for number in range(50_000))
    made = built(tmp_path, csv=f"kind,customers,mark\n{rows}B2B, 75000 ,warning\n")
    one = only(made).weighed[0]
    assert one.found.value == 75_000 / (75_000 + 225_000)
    assert one.found.cells == ()
    sheet = made.sources.sheets["mix"]
    assert (sheet.count, len(sheet.rows)) == (50_001, 2_000)


def test_a_column_of_numbers_may_have_empty_cells_and_one_of_texts_stays_so(tmp_path: Path) -> None:
    csv = "kind,customers,mark\nB2B,20,007\nB2C,,1e3\nB2C,80,\n"
    table = built(tmp_path, csv=csv).sources.sheets["mix"].typed
    assert table.column("customers").to_pylist() == [20.0, None, 80.0]
    assert table.column("mark").to_pylist() == ["007", "1e3", None]


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text(CSV, "utf-8")
    folder = small(tmp_path / "inside", csv="")
    (folder / "mix.csv").symlink_to(tmp_path / "outside.csv")
    assert only(build(read_sources(folder))).weighed[0].found.absence == "no_file"


def test_the_cells_of_a_figure_are_those_that_change_it(tmp_path: Path) -> None:
    csv = "kind,customers,mark,staff\nB2B,20,warning,3\nB2C,80,,4\nB2C,90,,5\n"
    made = built(tmp_path, csv=csv)
    assert only(made).weighed[0].found.cells == (
        CellPlace("mix", 0, "customers"),
        CellPlace("mix", 1, "customers"),
        CellPlace("mix", 2, "customers"),
    )
    toml = TOML.replace("/ sum(customers)", "/ max(customers)")
    largest = only(built(tmp_path, toml=toml, csv=csv)).weighed[0]
    assert [cell.row for cell in largest.found.cells] == [0, 2]


def test_where_a_figure_is_missing_the_empty_cell_that_would_give_it_is_marked(
    tmp_path: Path,
) -> None:
    toml = TOML.replace("sum(customers) FILTER (WHERE kind = 'B2B')", "max(customers) * 0 + ")
    toml = toml.replace("/ sum(customers)\nFROM mix", "max(staff)\nFROM mix WHERE kind = 'B2B'")
    csv = "kind,customers,mark,staff\nB2B,20,warning,\nB2C,80,,4\nB2C,,,5\n"
    one = only(built(tmp_path, toml=toml, csv=csv)).weighed[0]
    assert (one.found.absence, one.verdict) == ("empty", UNKNOWN)
    assert one.found.cells == (CellPlace("mix", 0, "staff"),)


def test_a_changed_cell_changes_what_hangs_on_it_and_nothing_else(tmp_path: Path) -> None:
    before = built(tmp_path)
    sources = with_cell(before.sources, CellPlace("mix", 0, "customers"), "100")
    after = build(sources, before)
    assert only(before).verdict is AMBER
    assert after.judgement.weighed[0].verdict is GREEN
    assert after.judgement.weighed[1] == before.judgement.weighed[1]
    assert build(sources).judgement == after.judgement
    assert before.sources.sheets["mix"].rows[0][1] == "20"


@given(some.lists(some.tuples(VERDICTS, some.booleans()), max_size=6))
def test_nothing_is_green_whose_required_evidence_is_missing(
    parts: list[tuple[Verdict, bool]],
) -> None:
    worst = combine(parts, "worst")
    if any(is_required and verdict is UNKNOWN for verdict, is_required in parts):
        assert worst is UNKNOWN
    elif worst is GREEN:
        assert {verdict for verdict, _ in parts} <= {GREEN, UNKNOWN}
    best = combine(parts, "best")
    assert (best is GREEN) == any(verdict is GREEN for verdict, _ in parts)
    if not any(verdict is not UNKNOWN for verdict, _ in parts):
        assert worst is best is UNKNOWN


@given(some.permutations([(GREEN, True), (AMBER, False), (UNKNOWN, False), (RED, True)]))
def test_the_order_of_evidence_does_not_matter(parts: list[tuple[Verdict, bool]]) -> None:
    assert combine(parts, "worst") is RED
    assert combine(parts, "best") is GREEN


def test_an_empty_text_beside_the_figure_is_no_cell_to_fill(tmp_path: Path) -> None:
    made = build(read_sources(small(tmp_path, csv="kind,customers,mark\nB2B,,\n,3,\nB2C,,\n")))

    share = next(one for one in made.judgement.weighed if one.evidence.id == "b2b-share")

    assert share.found.absence == "empty"
    assert [(cell.row, cell.column) for cell in share.found.cells] == [(0, "customers")]


def test_exact_numbers_of_a_parquet_file_lead_to_their_cells(tmp_path: Path) -> None:
    table = pa.table({"kind": ["B2B", "B2C"], "customers": [Decimal("2.50"), Decimal("7.50")]})
    folder = small(tmp_path, TOML.replace("mix.csv", "mix.parquet"))
    parquet.write_table(table, folder / "mix.parquet")

    made = build(read_sources(folder))
    share = next(one for one in made.judgement.weighed if one.evidence.id == "b2b-share")

    assert (share.found.value, share.verdict) == (0.25, Verdict.AMBER)
    assert [(cell.row, cell.column) for cell in share.found.cells] == [
        (0, "customers"),
        (1, "customers"),
    ]
