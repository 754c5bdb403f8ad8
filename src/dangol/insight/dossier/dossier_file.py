"""TOML text to a dossier: every fault of it is told with its line and what to do."""

import re
from collections.abc import Collection, Mapping
from typing import TypeVar

from dangol.decide.playbook import Texts
from dangol.decide.toml_document import Limits, UnreadableTomlError, parse_document
from dangol.decide.toml_faults import Fault, listed, nearest
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
from dangol.insight.dossier.json_path import parse_path
from dangol.insight.dossier.model import (
    RULES,
    UNITS,
    ByQuery,
    ByReport,
    Dossier,
    Evidence,
    Hypothesis,
    MissingSource,
    NotAtHand,
    Origin,
    Question,
    ReportSource,
    TableSource,
)
from dangol.terms.errors import InputError

LIMITS = Limits(524_288, "split it into two dossiers", "two levels are enough")
LONGEST_TEXT = 900
LONGEST_QUERY = 4_000
MOST_SOURCES, MOST_QUESTIONS, MOST_HYPOTHESES, MOST_EVIDENCE = 60, 60, 200, 20
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
FILE = re.compile(r"(?!/)(?!.*(^|/)\.\.?(/|$))[^\\:*?\"<>|\x00-\x1f]+")
SIGN = re.compile(r"[A-Za-z0-9_-]{1,40}")
DIRECTIONS: tuple[Direction, ...] = ("higher", "lower")
EXAMPLE_BANDS = {
    Verdict.GREEN: "x >= 0.5",
    Verdict.AMBER: "0.3 <= x < 0.5",
    Verdict.RED: "x < 0.3",
}

_Kept = TypeVar("_Kept")


class DossierFileError(InputError):
    """A `dossier.toml` that cannot be used; `faults` says everything that is wrong in it."""

    code = "dossier.file_unusable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        hints = [f"{fault.file}:{fault.line}: {fault.hint}" for fault in faults]
        super().__init__(
            "\n".join(str(fault) for fault in faults),
            hint=faults[0].hint if len(faults) == 1 else "\n".join(hints),
        )
        self.faults = faults


def parse_dossier(text: str | bytes, file: str) -> Dossier:
    """The dossier that a TOML text describes; `file` is the name to put before its faults.

    Raises: DossierFileError (`dossier.file_unusable`) with every fault in the order of the lines.
    """
    try:
        root = parse_document(text, file, LIMITS)
    except UnreadableTomlError as error:
        raise DossierFileError((error.fault,)) from error
    made = _read(root)
    if root.faults.found:
        raise DossierFileError(tuple(sorted(root.faults.found, key=lambda fault: fault.line)))
    return made


def _read(root: Table) -> Dossier:
    title = _words(root, "title", "Are we building the right thing?")
    lead = _words(root, "lead", "What the evidence says, and what is not known")
    tables = _tables(root)
    reports = _reports(root, tables)
    missing = _missing(root)
    signals = _signals(root)
    questions = _questions(root)
    hypotheses = _hypotheses(root, questions, reports, missing)
    root.close()
    for place, question in enumerate(questions):
        if not any(one.question == question.id for one in hypotheses):
            root.faults.note(
                ("question", place),
                "has no hypothesis",
                f'add [[hypothesis]] with question = "{question.id}"',
            )
    return Dossier(title, lead, tables, reports, missing, signals, questions, hypotheses)


def _tables(root: Table) -> dict[str, TableSource]:
    made: dict[str, TableSource] = {}
    for table in _optional(root, "table", ("name", "file", "date", "about")):
        one = TableSource(
            name=_shaped(table, "name", "pain_points", NAME, "small letters, digits and _"),
            file=_file(table, "tables/pain_points.csv"),
            date=_date(table),
            about=_words(table, "about", "what it holds"),
        )
        _keep(made, one.name, one, table, "name")
        table.close()
    return made


def _reports(root: Table, tables: Mapping[str, TableSource]) -> dict[str, ReportSource]:
    made: dict[str, ReportSource] = {}
    for table in _optional(root, "report", ("name", "file", "date", "about", "command")):
        one = ReportSource(
            name=_shaped(table, "name", "revenue", NAME, "small letters, digits and _"),
            file=_file(table, "reports/revenue.json"),
            date=_date(table),
            about=_words(table, "about", "what it holds"),
            command=table.text(
                "command", "dangol revenue report ledger.csv --json", longest=LONGEST_TEXT
            ),
        )
        if one.name in tables and table.are_sound("name"):
            table.note("name", f"{one.name} is a table already", "give it another name")
        _keep(made, one.name, one, table, "name")
        table.close()
    return made


def _missing(root: Table) -> dict[str, MissingSource]:
    made: dict[str, MissingSource] = {}
    for table in _optional(root, "missing", ("id", "title", "ask")):
        one = MissingSource(
            id=table.text("id", "meeting-summary", longest=60, shape=SLUG),
            title=_words(table, "title", "The summary of the meetings"),
            ask=_words(table, "ask", "ask the research team for it"),
        )
        _keep(made, one.id, one, table, "id")
        table.close()
    return made


def _signals(root: Table) -> dict[str, Verdict]:
    made = {verdict.value: verdict for verdict in KNOWN}
    if "signals" not in (root.value or {}):
        root.asked.append("signals")
        return made
    table = root.table("signals", ("yes",))
    for key in table.value or {}:
        if not SIGN.fullmatch(key):
            hint = "a mark is one word of letters and digits, as the papers print it"
            table.note(key, "is not a mark that can be looked for", hint)
            table.asked.append(key)
            continue
        made[key] = table.word(key, KNOWN)
    table.close()
    return made


def _questions(root: Table) -> tuple[Question, ...]:
    made: dict[str, Question] = {}
    for table in root.tables("question", ("id", "asks"), fewest=1, most=MOST_QUESTIONS):
        one = Question(
            id=table.text("id", "what-hurts", longest=60, shape=SLUG),
            asks=_words(table, "asks", "What hurts our customers?"),
            rule=table.word("rule", RULES, "worst"),
            printed=_query_or_none(table, "printed"),
            printed_says=_words_or_none(table, "printed_says", "what the paper concludes"),
        )
        _keep(made, one.id, one, table, "id")
        table.close()
    return tuple(made.values())


def _hypotheses(
    root: Table,
    questions: tuple[Question, ...],
    reports: Mapping[str, ReportSource],
    missing: Mapping[str, MissingSource],
) -> tuple[Hypothesis, ...]:
    made: dict[str, Hypothesis] = {}
    seen: dict[str, Evidence] = {}
    asked = [one.id for one in questions]
    keys = ("id", "question", "claim", "change")
    for table in root.tables("hypothesis", keys, fewest=1, most=MOST_HYPOTHESES):
        name = table.text("id", "marketing-hurts", longest=60, shape=SLUG)
        question = _known(table, "question", asked, "a question of this file", "what-hurts")
        one = Hypothesis(
            id=name,
            question=question,
            claim=_words(table, "claim", "Marketing is where it hurts most"),
            change=_words(table, "change", "a count that says otherwise"),
            is_required=table.flag("required", default=True),
            printed=_query_or_none(table, "printed"),
            printed_says=_words_or_none(table, "printed_says", "what the paper concludes"),
            evidence=tuple(
                _evidence(inner, seen, reports, missing)
                for inner in table.tables(
                    "evidence", ("id", "what", "query"), fewest=1, most=MOST_EVIDENCE
                )
            ),
        )
        if name in asked and table.are_sound("id"):
            table.note("id", f"{name} is a question's already", "give it another id")
        _keep(made, one.id, one, table, "id")
        table.close()
    return tuple(made.values())


def _evidence(
    table: Table,
    seen: dict[str, Evidence],
    reports: Mapping[str, ReportSource],
    missing: Mapping[str, MissingSource],
) -> Evidence:
    name = table.text("id", "pain-lead", longest=60, shape=SLUG)
    origin = _origin(table, reports, missing)
    is_there = not isinstance(origin, NotAtHand)
    given, asked = table.value or {}, "ask for the count of meetings"
    one = Evidence(
        id=name,
        what=_words(table, "what", "share of meetings that name it"),
        origin=origin,
        ask=_words(table, "ask", asked)
        # A source that is cited says itself what to ask for.
        if isinstance(origin, NotAtHand) and not origin.source
        else _words_or_none(table, "ask", asked),
        unit=table.word("unit", UNITS) if is_there or "unit" in given else _left(table, "unit"),
        bands=_bands(table) if is_there or "green" in given else _no_bands(table),
        why=_words(table, "why", "half of all is a majority")
        if is_there or "why" in given
        else _left(table, "why"),
        is_required=table.flag("required", default=True),
        printed=_text_or_none(table, "printed", "62%"),
        note=_words_or_none(table, "note", "what to know about it"),
    )
    _keep(seen, one.id, one, table, "id")
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
        return ByQuery(_query(table, "query"))
    if given == ["report"]:
        return _by_report(table, reports)
    if (table.value or {})["missing"] is True:
        table.asked.append("missing")
        return NotAtHand()
    known = list(missing)
    return NotAtHand(_known(table, "missing", known, "a [[missing]] source, or true", "papers"))


def _by_report(table: Table, reports: Mapping[str, ReportSource]) -> Origin:
    name = _known(table, "report", list(reports), "a [[report]] of this file", "revenue")
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


def _left(table: Table, key: str) -> None:
    table.asked.append(key)


def _optional(root: Table, key: str, keys: Collection[str]) -> list[Table]:
    if key not in (root.value or {}):
        root.asked.append(key)
        return []
    return root.tables(key, keys, fewest=1, most=MOST_SOURCES)


def _keep(made: dict[str, _Kept], name: str, one: _Kept, table: Table, key: str) -> None:
    if name in made and table.are_sound(key):
        table.note(key, f"{name} stands here a second time", f"give it another {key}")
    made[name] = one


def _shaped(table: Table, key: str, example: str, shape: re.Pattern[str], told: str) -> str:
    text = table.text(key, example, longest=200)
    if shape.fullmatch(text):
        return text
    if table.are_sound(key):
        table.note(key, f"must be {told}, but is {text[:60]!r}", f'write {key} = "{example}"')
    return example


def _file(table: Table, example: str) -> str:
    told = "a file beneath the dossier's folder, without .."
    return _shaped(table, "file", example, FILE, told)


def _date(table: Table) -> str:
    return _shaped(table, "date", "2026-02", DATE, "a year, a month or a day, as 2026-02")


def _known(table: Table, key: str, known: Collection[str], what: str, example: str) -> str:
    name = table.text(key, example, longest=60)
    if name not in known and table.are_sound(key) and key in (table.value or {}):
        meant = nearest(name, list(known))
        hint = f"did you mean {meant}?" if meant else f"it can be {listed(list(known) or ['none'])}"
        table.note(key, f"must be {what}, but is {name[:60]!r}", hint)
    return name


def _query(table: Table, key: str) -> str:
    """A query, which may stand in several lines."""
    value = (table.value or {}).get(key)
    if isinstance(value, str) and "\n" in value:
        table.value = {**(table.value or {}), key: " ".join(value.split("\n"))}
    return table.text(key, "SELECT share FROM pain_points", longest=LONGEST_QUERY).strip()


def _query_or_none(table: Table, key: str) -> str:
    if key not in (table.value or {}):
        table.asked.append(key)
        return ""
    return _query(table, key)


def _text_or_none(table: Table, key: str, example: str) -> str:
    if key not in (table.value or {}):
        table.asked.append(key)
        return ""
    return table.text(key, example, longest=60)


def _words(table: Table, key: str, example: str) -> Texts:
    """A text, either one for all languages or a table of `ko`, `ja` and `en`."""
    if isinstance((table.value or {}).get(key), dict):
        inner = table.table(key, ("ko", "ja", "en"))
        ko, ja, en = (
            inner.text(name, example, longest=LONGEST_TEXT) for name in ("ko", "ja", "en")
        )
        inner.close()
        return Texts(ko=ko, ja=ja, en=en)
    text = table.text(key, example, longest=LONGEST_TEXT)
    return Texts(ko=text, ja=text, en=text)


def _words_or_none(table: Table, key: str, example: str) -> Texts | None:
    if key not in (table.value or {}):
        table.asked.append(key)
        return None
    return _words(table, key, example)
