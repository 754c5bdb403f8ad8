"""A brief as a message that Slack accepts: blocks within its limits, every text escaped.

Source: https://docs.slack.dev/reference/block-kit/blocks (50 blocks; a header's text 150
characters, a section's 3000).
"""

from dangol.engine.sales.slack import SlackMessage, escape_slack
from dangol.speak.sales.brief import Brief, BriefSection
from dangol.speak.sales.brief_mail import line_text
from dangol.speak.sales.quoting import plain

MOST_BLOCKS = 50
HEADER_LIMIT = 150
TEXT_LIMIT = 3_000


def render_brief_slack(brief: Brief) -> SlackMessage:
    """The brief as blocks, and in one line for where blocks cannot be."""
    first = "\n".join(f"> {escape_slack(one)}" for one in brief.first)
    blocks: list[dict[str, object]] = [
        {"type": "header", "text": _plain(brief.title)},
        _section(f"*{escape_slack(brief.first_heading)}*", first.split("\n")),
    ]
    blocks += [_of_section(one) for one in brief.sections]
    blocks = blocks[: MOST_BLOCKS - 1]
    if brief.url:
        link = f"<{escape_slack(brief.url)}|{escape_slack(brief.open_words)}>"
        blocks.append(_section(link, []))
    text = escape_slack(f"{brief.title} · {brief.score_words}")
    return SlackMessage(text=_cut(text, []), blocks=blocks)


def _of_section(section: BriefSection) -> dict[str, object]:
    lines = [f"• {escape_slack(line_text(one))}" for one in section.lines]
    return _section(f"*{escape_slack(section.heading)}*", lines)


def _section(start: str, lines: list[str]) -> dict[str, object]:
    """A section that is shown as it is written: Slack makes no links of what looks like one."""
    text = {"type": "mrkdwn", "text": _cut(start, lines), "verbatim": True}
    return {"type": "section", "text": text}


def _plain(text: str) -> dict[str, object]:
    short = plain(escape_slack(text), HEADER_LIMIT)
    if len(escape_slack(text)) > HEADER_LIMIT:  # cut before it is escaped, or half a mark is left
        short = escape_slack(plain(text, HEADER_LIMIT // 5))
    return {"type": "plain_text", "text": short, "emoji": False}


def _cut(start: str, lines: list[str]) -> str:
    """As many whole lines as a text may have: a half one might end inside an escaped mark."""
    text = start
    for line in lines:
        if len(text) + 1 + len(line) > TEXT_LIMIT:
            break
        text = f"{text}\n{line}"
    return text
