"""What changed from build to build, as a section of a dossier's report."""

from dangol.engine.insight.dossier import Built
from dangol.engine.insight.dossier_sources import columns_of, tone_of
from dangol.engine.insight.dossier_words import NONE, change_texts, say
from dangol.engine.insight.pages import Cell, Section, Table
from dangol.insight.dossier.changes import ChangeLog
from dangol.terms.languages import Language

SHOWN_CHANGES = 60


def changes_table(built: Built, log: ChangeLog, language: Language) -> Table | None:
    """What changed, the latest first; None where nothing has."""
    rows: list[list[str | Cell]] = []
    for one in reversed(log.builds):
        for change in one.changes:
            what, before, after = change_texts(change, built, language)
            tone = tone_of(str(change.after)) if change.sort == "verdict" else ""
            rows.append([what, before, Cell(after, tone), one.built_on])
    if not rows:
        return None
    columns = columns_of(language, "what", "from", "to", "date", numbers=("from", "to"))
    return Table(say("changes.caption", language), columns, rows[:SHOWN_CHANGES])


def changes_section(built: Built, log: ChangeLog, language: Language) -> Section:
    """The change log."""
    heading, table = say("changes.heading", language), changes_table(built, log, language)
    if table is not None:
        return Section(heading, tables=[table], anchor="changes")
    first = log.builds[0].built_on if log.builds else NONE
    return Section(heading, words=[say("changes.none", language, date=first)], anchor="changes")
