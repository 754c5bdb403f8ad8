"""Claims about tables of yes and no: every competitor offers it, only A can."""

import re
from collections.abc import Iterator

from dangol.insight.audit.finding import Finding, Kind
from dangol.insight.audit.kinds import overclaim_words as say
from dangol.insight.audit.kinds.overclaim_reading import clauses_of
from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.counted import read_count
from dangol.insight.audit.reading.document import RawTable, Sentence
from dangol.insight.audit.reading.naming import bare


def check_answers(sentence: Sentence, tables: tuple[RawTable, ...]) -> list[Finding]:
    """Every claim of the sentence that a table of yes and no in its section does not bear out."""
    if sentence.is_heading or words.EXCEPTION.search(sentence.text) or "?" in sentence.text:
        return []
    for table in tables:
        if table.is_list or not table.head:
            continue
        is_own = table.section == sentence.section
        if is_own or _is_named(table, sentence.text):
            for clause in clauses_of(sentence.text):
                told = list(_check_clause(sentence, clause, table))
                if told and all(one is not None for one in told):
                    return [one for one in told[:1] if one is not None]
    return []


def _is_named(table: RawTable, text: str) -> bool:
    """Whether a sentence of another section says what the rows of the table are."""
    kind = bare(table.head[0].text).lower()
    return len(kind) > 1 and kind.rstrip("s") in text.lower()


def _check_clause(sentence: Sentence, clause: str, table: RawTable) -> Iterator[Finding | None]:
    """For each line that the clause may mean, what it does not bear out; None where it does."""
    bare_clause = clause.lower()
    for head in table.head:
        bare_clause = bare_clause.replace(bare(head.text).lower() or "\n", " ")
    if words.TARGET.search(bare_clause):
        return
    for names, answers, lines in _lines_of(table, clause):
        if len(answers) < 3 or any(one is None for one in answers):
            continue
        yes = [name for name, one in zip(names, answers, strict=True) if one]
        no = [name for name, one in zip(names, answers, strict=True) if not one]
        wrong = _against(clause, names, yes, no)
        if wrong is None:
            continue
        line = sentence.line_at(max(sentence.text.find(clause.strip()[:24]), 0))
        yield (
            None
            if not wrong
            else Finding(
                line,
                Kind.OVERCLAIM,
                clause.strip()[:120],
                ", ".join(wrong[:3]),
                "0",
                table.head[0].text,
                tuple(sorted({line, *lines})),
            )
        )


def _against(clause: str, names: list[str], yes: list[str], no: list[str]) -> list[str] | None:
    """The names that are against the clause; None where it is about something else."""
    counted = read_count(clause)
    if counted is not None:
        if counted[1] != len(names):
            return None
        return yes if counted[0] != len(yes) else []
    if say.ALL.search(clause) and not say.MOST.search(clause):
        return no if len(no) <= len(yes) else None
    if say.NONE.search(clause):
        return yes if len(yes) <= len(no) else None
    if say.ONLY.search(clause):
        named = [one for one in names if _says(clause, one) or _is_ours(clause, one)]
        wrong = [one for one in names if (one in yes) != (one in named)]
        if named and len(named) < len(names) and len(wrong) * 2 <= len(names):
            return wrong
    return None


def _is_ours(clause: str, name: str) -> bool:
    return bool(say.OURS.search(name.strip()) and say.WE.search(clause))


def _lines_of(
    table: RawTable, clause: str
) -> Iterator[tuple[list[str], list[bool | None], list[int]]]:
    """The columns and rows that the clause names, as names with their answers."""
    width = len(table.head)
    rows = [row for row in table.rows if len(row) == width]
    for at in range(1, width):
        cells = [row[at].text for row in rows]
        states = {bare(one) for one in cells if 1 < len(bare(one)) <= 14}
        said = [one for one in states if _says(clause, one)]
        is_state = len(rows) > 2 and len(said) == 1 < len(states) < len(rows)
        is_answer = all(_answer(one) is not None for one in cells) and _says(
            clause, table.head[at].text
        )
        if is_state and not is_answer and not any(re.search(r"[0-9]", one) for one in cells):
            # The state itself is named: all are done, none is on hold.
            yield (
                [row[0].text for row in rows],
                [bare(one) == said[0] for one in cells],
                [row[0].line for row in rows],
            )
            continue
        is_headed = _says(clause, table.head[at].text)
        answers = _has(cells) if is_headed else [_answer(one) for one in cells]
        told = [one for one in answers if one is not None]
        # A column of states that the clause names by its head or by the state itself.
        named = is_headed or any(
            _says(clause, row[at].text) for row in rows if len(row[at].text) > 1
        )
        if named and len(told) == len(rows) > 2:
            yield [row[0].text for row in rows], answers, [row[0].line for row in rows]
    for row in rows:
        if _says(clause, row[0].text):
            answers = [_answer(cell.text) for cell in row[1:]]
            yield [cell.text for cell in table.head[1:]], answers, [row[0].line]


def _says(clause: str, name: str) -> bool:
    plain = bare(name).lower()
    return len(plain) > 1 and plain in clause.lower()


def _answer(text: str) -> bool | None:
    plain = bare(text).strip(" *.")
    if say.YES.match(plain):
        return True
    return False if say.NO.match(plain) else None


def _has(cells: list[str]) -> list[bool | None]:
    """Where some cells say none and the others something, the others have it."""
    told = [_answer(one) for one in cells]
    is_named = any(
        one is False and re.search(r"\w", cell) for one, cell in zip(told, cells, strict=True)
    )
    if not is_named or any(not one.strip() for one in cells):
        return told  # a dash among figures says nothing
    return [one is not False for one in told]
