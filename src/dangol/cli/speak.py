"""`dangol speak`: how well the shop's knowledge answers, and measuring an embedder anew."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from dangol.cli.console import Working, print_json, print_note, printable, write_whole
from dangol.speak.evaluate import Asked, Evaluation, Figures, evaluate, report_of, unknown_answers
from dangol.speak.knowledge.article import Reading, Refusal, merge_readings
from dangol.speak.knowledge.calibration import Calibration, parse_calibrations
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import build_index
from dangol.speak.knowledge.questions import Questions, parse_questions
from dangol.speak.knowledge.reading import SUFFIXES, parse_knowledge
from dangol.speak.knowledge.recalibrate import Lesson, calibrate
from dangol.terms.errors import InputError

app = typer.Typer(help="What the shop knows, and how well it answers.", no_args_is_help=True)

MAX_FILE_BYTES = 16 * 1024 * 1024
SHOWN = 10
"""Of refused rows, and of wrong answers, unless all are asked for."""


class KnowledgeFileError(InputError):
    """Knowledge or questions that cannot be read."""

    code = "knowledge.unreadable"


class UnknownArticleError(InputError):
    """Questions that are answered by articles nobody gave."""

    code = "questions.unknown_article"

    def __init__(self, ids: list[str]) -> None:
        named = ", ".join(ids[:SHOWN])
        super().__init__(
            f"the questions accept articles that are not in the knowledge: {named}",
            hint="give the folder or file that holds them with --knowledge, or mend the column"
            " accept",
        )


QuestionsFile = Annotated[
    Path, typer.Argument(help="CSV: lang, question, accept (ids joined by |, or NONE).")
]
KnowledgePath = Annotated[
    Path,
    typer.Option("--knowledge", help="A folder of articles, or one file.", metavar="DIR_OR_FILE"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.callback()
def speak() -> None:
    """What the shop knows, and how well it answers."""


@app.command("evaluate")
def evaluate_command(
    questions: QuestionsFile,
    *,
    knowledge: KnowledgePath,
    top: Annotated[int, typer.Option(help="How many articles may be looked at.", min=1)] = 3,
    calibration: Annotated[
        Path | None, typer.Option(help="A calibration of your own.", metavar="FILE")
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List what went wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask every question of the knowledge, and say how many it answers rightly.

    Of the questions in scope: how often the first article, or one of the first few, is right, and
    how often something is shown as the answer. Of those that nothing answers: how often nothing is.
    """
    asked = _questions_in(questions)
    reading = read_knowledge(knowledge)
    own = parse_calibrations(_bytes_of(calibration)) if calibration else {}
    with Working("asking"):
        embedder = SentenceEncoder()
        index = build_index(reading.articles, embedder, calibration=own.get(embedder.name))
        if unknown := unknown_answers(index, asked.questions):
            raise UnknownArticleError(unknown)
        found = evaluate(index, asked.questions, top)
    _tell_refusals([*reading.refusals, *asked.refusals])
    if as_json:
        print_json(report_of(found))
        return
    print_report(found, Console())
    if misses:
        _print_misses(found, Console())


@app.command("calibrate")
def calibrate_command(
    questions: Annotated[
        list[Path], typer.Argument(help="CSV: lang, question, accept; may be repeated.")
    ],
    *,
    knowledge: Annotated[
        list[Path],
        typer.Option(
            "--knowledge",
            help="A folder of articles, or one file; one for all questions, or one for each.",
            metavar="DIR_OR_FILE",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write the calibration here.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Learn from questions when to answer and when to say "I do not know".

    The weights and the threshold are learned for the built-in sentence encoder. The calibration
    that stands in the package was made with this command.
    """
    if len(knowledge) not in (1, len(questions)):
        raise KnowledgeFileError(
            f"there are {len(questions)} files of questions and {len(knowledge)} of knowledge",
            hint="give --knowledge once, or once for each file of questions",
        )
    readings = [read_knowledge(path) for path in knowledge]
    lessons: list[Lesson] = []
    refusals: list[Refusal] = [one for reading in readings for one in reading.refusals]
    for place, path in enumerate(questions):
        given = _questions_in(path)
        reading = readings[place if len(readings) > 1 else 0]
        refusals += given.refusals
        lessons.append(Lesson(reading.articles, given.questions))
    with Working("calibrating"):
        found = calibrate(lessons, SentenceEncoder())
    _tell_refusals(refusals)
    content = msgspec.json.format(msgspec.json.encode([_rounded(found)]), indent=2) + b"\n"
    if out is not None:
        write_whole(out, content)
        print_note(f"{out} holds the calibration of {found.embedder}")
    if as_json or out is None:
        print_json(_rounded(found))


def read_knowledge(path: Path) -> Reading:
    """The articles of a file, or of every file of knowledge in a folder and below it.

    Raises: KnowledgeFileError (`knowledge.unreadable`).
    """
    kinds = ", ".join(SUFFIXES)
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
        names = [str(one.relative_to(path)) for one in files]
    else:
        files, names = [path], [path.name]
    pairs = zip(files, names, strict=True)
    reading = merge_readings(parse_knowledge(_bytes_of(one), name) for one, name in pairs)
    if not reading.articles:
        reason = reading.refusals[0].reason if reading.refusals else "it has no file of knowledge"
        raise KnowledgeFileError(
            f"{path} holds no article: {reason}",
            hint=f"name a file, or a folder of files, ending in {kinds}",
        )
    return reading


def print_report(found: Evaluation, console: Console) -> None:
    """The figures as a table, all questions first."""
    grid = Grid(title=f"{found.overall.n:,} questions")
    grid.add_column("", no_wrap=True)
    headings = ("in\nscope", "first\nright", f"right in\nfirst {found.top}", "answered")
    for heading in (*headings, "out of\nscope", "refused"):
        grid.add_column(heading, justify="right")
    grid.add_row("all", *_cells(found.overall), style="bold", end_section=True)
    for tag, figures in found.by_language.items():
        grid.add_row(tag, *_cells(figures))
    console.print(grid)


def _print_misses(found: Evaluation, console: Console) -> None:
    for one in found.asked:
        if fault := _fault_of(one, found.top):
            first = f"{one.hits[0].article.article_id} {one.hits[0].score:.2f}" if one.hits else "-"
            line = f"{fault}: [{one.question.language.value}] {one.question.text} → {first}"
            wanted = f" (accepts {', '.join(sorted(one.question.accept)) or 'nothing'})"
            console.print(Text(printable(line + wanted)), soft_wrap=True)


def _fault_of(asked: Asked, top: int) -> str:
    if not asked.question.accept:
        return "answered" if asked.is_answered else ""
    if not asked.is_found(1):
        return "second" if asked.is_found(top) else "missed"
    return "" if asked.is_answered else "refused"


def _cells(figures: Figures) -> list[str]:
    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.1%}"

    return [
        f"{figures.in_scope:,}",
        share(figures.top1),
        share(figures.top),
        share(figures.answered_in_scope),
        f"{figures.out_of_scope:,}",
        share(figures.refused_out_of_scope),
    ]


def _tell_refusals(refusals: list[Refusal]) -> None:
    for one in refusals[:SHOWN]:
        print_note(f"left out: {one.file}, line {one.line}: {one.reason}")
    if len(refusals) > SHOWN:
        print_note(f"left out: {len(refusals) - SHOWN:,} more")


def _questions_in(path: Path) -> Questions:
    return parse_questions(_bytes_of(path), path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as fault:
        raise KnowledgeFileError(
            f"{path} cannot be read: {fault.strerror or fault}", hint="check the path"
        ) from fault
    if len(content) > MAX_FILE_BYTES:
        raise KnowledgeFileError(
            f"{path} is larger than {MAX_FILE_BYTES // 1024 // 1024} MB", hint="split it"
        )
    return content


def _rounded(found: Calibration) -> Calibration:
    """Four places: more would say no more, and differ from machine to machine."""
    return msgspec.structs.replace(
        found,
        ranking={name: round(weight, 4) for name, weight in found.ranking.items()},
        scope={name: round(weight, 4) for name, weight in found.scope.items()},
        scope_intercept=round(found.scope_intercept, 4),
        threshold=round(found.threshold, 4),
    )
