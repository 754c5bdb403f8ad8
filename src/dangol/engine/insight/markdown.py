"""A report as Markdown: for a wiki, a pull request or a mail. What was drawn is told in tables."""

import re
from collections.abc import Sequence

from dangol.engine.insight.pages import Cell, Figure, Page, Section, Table, Tone, cell_of
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

_ACTIVE = re.compile(r"([\\`*_\[\]<>|#~])")
_SPACE = re.compile(r"\s+")
SIGNS = {"green": "🟢", "amber": "🟡", "red": "🔴", "unknown": "⚪"}


def render_markdown(page: Page) -> str:
    """The report as one Markdown text; what others wrote is escaped."""
    parts = [f"# {escape(page.title)}", escape(page.lead)]
    parts.append("\n".join(f"- {escape(name)}: {escape(value)}" for name, value in page.facts))
    parts.append(_figures(page.figures, page.language))
    for section in page.sections:
        parts.extend(_section(section, page.language))
    parts.append(f"---\n\n{escape(page.footer)}" if page.footer else "")
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """The text on one line, with nothing in it that Markdown or HTML would obey."""
    return _ACTIVE.sub(r"\\\1", _SPACE.sub(" ", text).strip())


def _section(section: Section, language: Language) -> list[str]:
    anchor = f'<a id="{section.anchor}"></a>\n\n' if section.anchor else ""
    parts = [f"{anchor}## {_toned(escape(section.heading), section.tone, language)}"]
    parts.extend(escape(words) for words in section.words)
    parts.append(_figures(section.figures, language))
    parts.extend(_table(table, language) for table in section.tables)
    parts.extend(
        f"> {escape(f'{quote.before}{quote.telling}{quote.after}')}" for quote in section.quotes
    )
    parts.extend(escape(note) for note in section.notes)
    if section.source is not None:
        source = section.source
        dated = render_text("insight.page.dated", language, date=source.date)
        told = [escape(", ".join(source.files))]
        told += [escape(dated)] if source.date else []
        told += [f"`{source.command.replace('`', '')}`"] if source.command else []
        parts.append(f"*{render_text('insight.page.source', language)}: {' · '.join(told)}*")
    return parts


def _figures(figures: Sequence[Figure], language: Language) -> str:
    return "\n".join(
        f"- {escape(one.label)}: **{_toned(escape(one.value), one.tone, language)}**"
        + (f" ({escape(one.note)})" if one.note else "")
        for one in figures
    )


def _table(table: Table, language: Language) -> str:
    heads = [escape(column.label) or " " for column in table.columns]
    lines = [f"**{escape(table.caption)}**", "", f"| {' | '.join(heads)} |"]
    marks = ["---:" if one.is_number and at else "---" for at, one in enumerate(table.columns)]
    lines.append(f"| {' | '.join(marks)} |")
    for row in (*table.rows, *table.totals):
        cells = [_cell(cell_of(raw), language) for raw in row]
        lines.append(f"| {' | '.join(cells)} |")
    for note in table.notes:
        lines.extend(("", escape(note)))
    return "\n".join(lines)


def _cell(cell: Cell, language: Language) -> str:
    text = escape(cell.text)
    if cell.tone == "strong" and text:
        text = f"**{text}**"
    if cell.href and text:
        text = f"[{text}]({cell.href.replace(')', '%29').replace(' ', '%20')})"
    return _toned(text, cell.tone, language)


def _toned(text: str, tone: Tone, language: Language) -> str:
    sign = SIGNS.get(tone, "")
    if tone == "assumption":
        return f"{text} ({render_text('insight.page.tone.assumption', language)})"
    return f"{sign} {text}" if sign else text
