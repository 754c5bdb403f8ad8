"""Questions with known answers, as a table: what knowledge is measured with."""

import io

import msgspec

from dangol.listen.catalogue.encodings import opened_text
from dangol.listen.catalogue.plaintext import one_line
from dangol.listen.catalogue.product import SkippedRow
from dangol.listen.catalogue.table import TableRow, read_table
from dangol.speak.knowledge.article import Refusal
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

NONE = "NONE"
"""In the column `accept`: no article answers."""


LANGUAGES = frozenset(language.value for language in Language)


class NoQuestionsError(InputError):
    """A file that holds no question that can be used."""

    code = "questions.none"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} holds no question: {reason}",
            hint="give a CSV with the columns lang, question and accept (article ids joined by |,"
            " or NONE)",
        )


class Question(msgspec.Struct, frozen=True):
    """What a shopper asks, and the ids of the articles that answer it; none is out of scope."""

    language: Language
    text: str
    accept: frozenset[str]


class Questions(msgspec.Struct, frozen=True):
    """The questions of a file, and its rows that could not be used."""

    questions: tuple[Question, ...]
    refusals: tuple[Refusal, ...] = ()


def parse_questions(content: bytes, file: str) -> Questions:
    """Every row with a language, a question and what answers it.

    Raises: NoQuestionsError (`questions.none`) where no row can be used.
    """
    questions: list[Question] = []
    refusals: list[Refusal] = []
    with opened_text(io.BytesIO(content), None) as text:
        rows = read_table((line.replace("\0", "") for line in text), ",")
        head = next(rows, None)
        names = [cell.strip().lower() for cell in head.cells] if isinstance(head, TableRow) else []
        missing = [name for name in ("lang", "question", "accept") if name not in names]
        if missing:
            raise NoQuestionsError(file, f"the first line names no {' and no '.join(missing)}")
        places = [names.index(name) for name in ("lang", "question", "accept")]
        for row in rows:
            found = _question_of(row, places, file)
            if isinstance(found, Question):
                questions.append(found)
            else:
                refusals.append(found)
    if not questions:
        reason = refusals[0].reason if refusals else "there is nothing below the first line"
        raise NoQuestionsError(file, reason)
    return Questions(tuple(questions), tuple(refusals))


def _question_of(row: TableRow | SkippedRow, places: list[int], file: str) -> Question | Refusal:
    if isinstance(row, SkippedRow):
        return Refusal(file, row.line, row.reason)
    if len(row.cells) <= max(places):
        return Refusal(file, row.line, "the row ends too early")
    tag, text, accept = (row.cells[place].strip() for place in places)
    if tag.lower() not in LANGUAGES:
        return Refusal(file, row.line, f"the language {tag[:20]!r} is none of ko, ja and en")
    if not text or not accept:
        empty = "question" if not text else "accept"
        return Refusal(file, row.line, f"the column {empty} is empty")
    ids = frozenset(part.strip() for part in accept.split("|") if part.strip())
    return Question(Language(tag.lower()), one_line(text, 1_000), ids - {NONE})
