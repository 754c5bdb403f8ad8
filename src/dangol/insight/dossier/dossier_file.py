"""TOML text to a dossier: every fault of it is told with its line and what to do."""

import re
from collections.abc import Mapping

from dangol.decide.toml_document import Limits, UnreadableTomlError, parse_document
from dangol.decide.toml_faults import Fault
from dangol.decide.toml_table import Table
from dangol.insight.dossier.bands import KNOWN, Verdict
from dangol.insight.dossier.dossier_evidence import evidence_at
from dangol.insight.dossier.dossier_keys import (
    LONGEST_TEXT,
    NAME,
    SLUG,
    date_at,
    file_at,
    keep,
    known_at,
    optional_tables,
    query_or_none,
    shaped,
    words_at,
    words_or_none,
)
from dangol.insight.dossier.model import (
    RULES,
    Dossier,
    Evidence,
    Hypothesis,
    MissingSource,
    Question,
    ReportSource,
    TableSource,
)
from dangol.terms.errors import InputError

LIMITS = Limits(524_288, "split it into two dossiers", "two levels are enough")
MOST_QUESTIONS, MOST_HYPOTHESES, MOST_EVIDENCE = 60, 200, 20
SIGN = re.compile(r"[A-Za-z0-9_-]{1,40}")


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
    title = words_at(root, "title", "Are we building the right thing?")
    lead = words_at(root, "lead", "What the evidence says, and what is not known")
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
    for table in optional_tables(root, "table", ("name", "file", "date", "about")):
        one = TableSource(
            name=shaped(table, "name", "pain_points", NAME, "small letters, digits and _"),
            file=file_at(table, "tables/pain_points.csv"),
            date=date_at(table),
            about=words_at(table, "about", "what it holds"),
        )
        keep(made, one.name, one, table, "name")
        table.close()
    return made


def _reports(root: Table, tables: Mapping[str, TableSource]) -> dict[str, ReportSource]:
    made: dict[str, ReportSource] = {}
    for table in optional_tables(root, "report", ("name", "file", "date", "about", "command")):
        one = ReportSource(
            name=shaped(table, "name", "revenue", NAME, "small letters, digits and _"),
            file=file_at(table, "reports/revenue.json"),
            date=date_at(table),
            about=words_at(table, "about", "what it holds"),
            command=table.text(
                "command", "dangol revenue report ledger.csv --json", longest=LONGEST_TEXT
            ),
        )
        if one.name in tables and table.are_sound("name"):
            table.note("name", f"{one.name} is a table already", "give it another name")
        keep(made, one.name, one, table, "name")
        table.close()
    return made


def _missing(root: Table) -> dict[str, MissingSource]:
    made: dict[str, MissingSource] = {}
    for table in optional_tables(root, "missing", ("id", "title", "ask")):
        one = MissingSource(
            id=table.text("id", "meeting-summary", longest=60, shape=SLUG),
            title=words_at(table, "title", "The summary of the meetings"),
            ask=words_at(table, "ask", "ask the research team for it"),
        )
        keep(made, one.id, one, table, "id")
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
            asks=words_at(table, "asks", "What hurts our customers?"),
            rule=table.word("rule", RULES, "worst"),
            printed=query_or_none(table, "printed"),
            printed_says=words_or_none(table, "printed_says", "what the paper concludes"),
        )
        keep(made, one.id, one, table, "id")
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
        question = known_at(table, "question", asked, "a question of this file", "what-hurts")
        one = Hypothesis(
            id=name,
            question=question,
            claim=words_at(table, "claim", "Marketing is where it hurts most"),
            change=words_at(table, "change", "a count that says otherwise"),
            is_required=table.flag("required", default=True),
            printed=query_or_none(table, "printed"),
            printed_says=words_or_none(table, "printed_says", "what the paper concludes"),
            evidence=tuple(
                evidence_at(inner, seen, reports, missing)
                for inner in table.tables(
                    "evidence", ("id", "what", "query"), fewest=1, most=MOST_EVIDENCE
                )
            ),
        )
        if name in asked and table.are_sound("id"):
            table.note("id", f"{name} is a question's already", "give it another id")
        keep(made, one.id, one, table, "id")
        table.close()
    return tuple(made.values())
