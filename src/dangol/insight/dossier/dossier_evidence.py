"""One `[[hypothesis.evidence]]` of a dossier: where its figure is from, and its thresholds."""

from collections.abc import Mapping

from dangol.decide.toml_faults import listed
from dangol.decide.toml_table import Table
from dangol.insight.dossier.bands import (
    KNOWN,
    Band,
    Bands,
    Direction,
    Verdict,
    fault_of,
    parse_band,
)
from dangol.insight.dossier.dossier_keys import (
    LONGEST_TEXT,
    SLUG,
    keep,
    known_at,
    left_out,
    query_at,
    text_or_none,
    words_at,
    words_or_none,
)
from dangol.insight.dossier.json_path import parse_path
from dangol.insight.dossier.model import (
    UNITS,
    ByQuery,
    ByReport,
    Evidence,
    MissingSource,
    NotAtHand,
    Origin,
    ReportSource,
)

DIRECTIONS: tuple[Direction, ...] = ("higher", "lower")
EXAMPLE_BANDS = {
    Verdict.GREEN: "x >= 0.5",
    Verdict.AMBER: "0.3 <= x < 0.5",
    Verdict.RED: "x < 0.3",
}


def evidence_at(
    table: Table,
    seen: dict[str, Evidence],
    reports: Mapping[str, ReportSource],
    missing: Mapping[str, MissingSource],
) -> Evidence:
    """The piece of evidence that a table describes; `seen` has those before it, and gets it."""
    name = table.text("id", "pain-lead", longest=60, shape=SLUG)
    origin = _origin(table, reports, missing)
    is_there = not isinstance(origin, NotAtHand)
    given, asked = table.value or {}, "ask for the count of meetings"
    one = Evidence(
        id=name,
        what=words_at(table, "what", "share of meetings that name it"),
        origin=origin,
        ask=words_at(table, "ask", asked)
        # A source that is cited says itself what to ask for.
        if isinstance(origin, NotAtHand) and not origin.source
        else words_or_none(table, "ask", asked),
        unit=table.word("unit", UNITS) if is_there or "unit" in given else left_out(table, "unit"),
        bands=_bands(table) if is_there or "green" in given else _no_bands(table),
        why=words_at(table, "why", "half of all is a majority")
        if is_there or "why" in given
        else left_out(table, "why"),
        is_required=table.flag("required", default=True),
        printed=text_or_none(table, "printed", "62%"),
        note=words_or_none(table, "note", "what to know about it"),
    )
    keep(seen, one.id, one, table, "id")
    table.close()
    return one


def _origin(
    table: Table, reports: Mapping[str, ReportSource], missing: Mapping[str, MissingSource]
) -> Origin:
    given = [key for key in ("query", "report", "missing") if key in (table.value or {})]
    table.asked.extend(key for key in ("query", "report", "missing") if key not in given)
    if len(given) != 1:
        problem = f"has {listed(given)} at once" if given else "says nowhere where the figure is"
        hint = 'write query = "SELECT …", or report and path, or missing = true where it is none'
        table.faults.note(table.path, problem, hint)
        table.asked.extend([*given, "path"])
        return NotAtHand()
    if given == ["query"]:
        return ByQuery(query_at(table, "query"))
    if given == ["report"]:
        return _by_report(table, reports)
    if (table.value or {})["missing"] is True:
        table.asked.append("missing")
        return NotAtHand()
    known = list(missing)
    return NotAtHand(known_at(table, "missing", known, "a [[missing]] source, or true", "papers"))


def _by_report(table: Table, reports: Mapping[str, ReportSource]) -> Origin:
    name = known_at(table, "report", list(reports), "a [[report]] of this file", "revenue")
    written = table.text("path", "report.kinds[kind=B2B].share", longest=LONGEST_TEXT)
    path = parse_path(written)
    if path is None:
        if table.are_sound("path"):
            hint = "write keys with dots, places as [0], elements as [kind=B2B]"
            table.note("path", "is not a path to a value", hint)
        return NotAtHand()
    return ByReport(name, path)


def _bands(table: Table) -> Bands | None:
    direction = table.word("direction", DIRECTIONS)
    made: dict[Verdict, Band] = {}
    for verdict in KNOWN:
        key, example = verdict.value, EXAMPLE_BANDS[verdict]
        if verdict is Verdict.AMBER and key not in (table.value or {}):
            table.asked.append(key)
            continue
        written = table.text(key, example, longest=100)
        band = parse_band(written)
        if band is None:
            hint = f'write {key} = "{example}"; x is the figure'
            table.note(key, f"is not a band: {written[:40]!r}", hint)
        elif table.are_sound(key):
            made[verdict] = band
    if Verdict.GREEN not in made or Verdict.RED not in made:
        return None
    bands = Bands(direction, made[Verdict.GREEN], made[Verdict.RED], made.get(Verdict.AMBER))
    fault = fault_of(bands)
    if fault and table.are_sound("direction", "green", "amber", "red"):
        hint = "every number must fall in exactly one band, for instance: " + ", ".join(
            f'{verdict.value} = "{EXAMPLE_BANDS[verdict]}"' for verdict in KNOWN
        )
        table.note("green", f"does not fit the other bands: {fault}", hint)
    return bands


def _no_bands(table: Table) -> None:
    """A figure that nobody has given may stand without thresholds."""
    table.asked.extend(("direction", "green", "amber", "red"))
