"""A brief as it stands in a mail: as plain text, and as HTML in which every text is escaped."""

from html import escape

from dangol.speak.sales.brief import Brief, BriefLine

_HEADING = "margin:20px 0 4px;font-size:13px;font-weight:600;color:#6b7076"
_LINE = "margin:0 0 4px"
_QUIET = "color:#6b7076"
_FIRST_HEADING = "margin:0 0 4px;font-size:13px;font-weight:600;color:#6b7076"
_FIRST = "margin:12px 0;padding:12px 16px;border-radius:10px;background:#f0f1fa"


def render_brief_text(brief: Brief) -> str:
    """The brief as plain text."""
    lines = [brief.title, "", f"{brief.first_heading}:", *(f"  {one}" for one in brief.first)]
    for section in brief.sections:
        lines += ["", f"{section.heading}:", *(f"  {line_text(one)}" for one in section.lines)]
    if brief.url:
        lines += ["", f"{brief.open_words}: {brief.url}"]
    return "\n".join(lines) + "\n"


def render_brief_html(brief: Brief) -> str:
    """The brief as a part of a page; it may stand in any."""
    first = "".join(f'<p style="{_LINE}">{escape(one)}</p>' for one in brief.first)
    heading = f'<p style="{_FIRST_HEADING}">{escape(brief.first_heading)}</p>'
    parts = [f'<div style="{_FIRST}">{heading}{first}</div>']
    for section in brief.sections:
        parts.append(f'<p style="{_HEADING}">{escape(section.heading)}</p>')
        parts += [f'<p style="{_LINE}">{_line_html(one)}</p>' for one in section.lines]
    if brief.url:
        parts.append(
            f'<p style="margin:20px 0 0"><a href="{escape(brief.url)}">'
            f"{escape(brief.open_words)}</a></p>"
        )
    return "".join(parts)


def line_text(line: BriefLine) -> str:
    """One line as plain text: label, what it is, the words it came from, and where from."""
    start = f"{line.label}: {line.text}" if line.label else line.text
    words = f' "{line.words}"' if line.words and line.words != line.text else ""
    note = f" ({line.note})" if line.note else ""
    return f"{start}{words}{note}"


def _line_html(line: BriefLine) -> str:
    label = f'<span style="{_QUIET}">{escape(line.label)}</span> ' if line.label else ""
    text = f"<b>{escape(line.text)}</b>" if line.label else escape(line.text)
    is_other = line.words and line.words != line.text
    words = f' <span style="{_QUIET}">“{escape(line.words)}”</span>' if is_other else ""
    note = f' <span style="{_QUIET}">({escape(line.note)})</span>' if line.note else ""
    return label + text + words + note
