"""Writes what can be written by the program itself: `make docs`.

- `docs/reference/cli.md`: what stands below its marker, from the commands themselves.
- `docs/rehearsal.png`: the demo's report on a desk and on a phone, by a headless Chromium.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any

from desk_and_phone import desk_and_phone

from dangol.cli.main import MOUNTS, load_command

DOCS = Path(__file__).parent
CLI = DOCS / "reference" / "cli.md"
PICTURE = DOCS / "rehearsal.png"
MARKER = "<!-- Below: written by `make docs`. -->\n"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Everything generated is as the program says it today."""
    write_cli()
    sys.stdout.write(f"{CLI.relative_to(DOCS.parent)}\n")
    program = next((path for name in ("chromium", "google-chrome") if (path := which(name))), "")
    if program:
        write_picture(program)
        sys.stdout.write(f"{PICTURE.relative_to(DOCS.parent)}\n")
    else:
        sys.stdout.write(f"{PICTURE.relative_to(DOCS.parent)} left as it is: no Chromium\n")


def write_cli() -> None:
    """Every command with its options stands in the reference, below what is written by hand."""
    by_hand = CLI.read_text("utf-8").split(MARKER)[0]
    parts = [
        section for name in MOUNTS for section in sections(f"dangol {name}", load_command(name))
    ]
    CLI.write_text(by_hand + MARKER + "".join(parts), "utf-8")


def sections(path: str, command: Any) -> Iterator[str]:
    """The command's section, then those of its own commands."""
    lines = [f"\n## `{path}`\n\n{plain(command.help)}\n"]
    inner = getattr(command, "commands", {})
    if inner:
        lines.append("\n")
        lines += [f"- `{path} {name}`: {first(one.help)}\n" for name, one in inner.items()]
    rows = [row(param) for param in command.params if "--help" not in param.opts]
    if rows:
        lines.append("\n| | | default |\n| --- | --- | --- |\n")
        lines += [f"{one}\n" for one in rows]
    if command.epilog:
        lines.append(f"\n```sh\n{examples(command.epilog)}\n```\n")
    yield "".join(lines)
    for name, one in inner.items():
        yield from sections(f"{path} {name}", one)


def row(param: Any) -> str:
    """One option or argument as a row."""
    meaning = plain(param.help or "").replace("|", r"\|")
    if not param.opts[0].startswith("-"):
        return f"| `{param.metavar or param.name.upper()}` | {meaning} | |"
    value = "" if param.is_flag else f" {param.metavar or 'VALUE'}".replace("|", r"\|")
    return f"| `{param.opts[-1]}{value}` | {meaning} | {default(param)} |"


def default(param: Any) -> str:
    """What holds where the option is not given."""
    if param.required:
        return "must be given"
    if isinstance(param.show_default, str):
        return param.show_default
    if param.is_flag or param.default is None or param.default == "":
        return ""
    return f"`{getattr(param.default, 'value', param.default)}`"


def plain(text: str | None) -> str:
    """The text in paragraphs of one line each."""
    paragraphs = (text or "").strip().split("\n\n")
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def first(text: str | None) -> str:
    """The first paragraph."""
    return plain(text).split("\n\n")[0]


def examples(epilog: str) -> str:
    """The commands among an epilog's lines."""
    lines = (line.strip() for line in epilog.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("["))


def write_picture(program: str) -> None:
    """The report of the demo's month, as a desk and a phone show it."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        html = folder / "rehearsal.html"
        html.write_text(demo_page(folder / "events.jsonl"), "utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        shots = []
        for width, height in ((1120, 980), (375, 860)):
            tab = browser.new_page(viewport={"width": width, "height": height})
            tab.goto(html.as_uri())
            if width < 500:  # the phone is further down, at the messages per day
                tab.evaluate("document.querySelectorAll('section')[1].scrollIntoView()")
                tab.evaluate("scrollBy(0, -28)")
            shots.append(tab.screenshot())
            tab.close()
        PICTURE.write_bytes(desk_and_phone(browser, *shots))
        browser.close()


def demo_page(events: Path) -> str:
    """The English page of the month that `dangol demo` makes up."""
    from dangol.cli.rehearse import dangol_version, policy_of
    from dangol.decide.recipes import read_recipes
    from dangol.engine.page import render_page
    from dangol.engine.rehearse import Source, rehearse
    from dangol.sim.month import Month, Tally, simulate_events
    from dangol.sim.shop import sample_shop
    from dangol.terms.instants import access_zone
    from dangol.terms.languages import Language

    shop, policy = sample_shop(Language.KO), policy_of("Asia/Seoul", "KRW")
    month = Month(shop=shop, starts_on=date(2026, 10, 1), zone=access_zone("Asia/Seoul"))
    with events.open("wb") as file:
        file.writelines(simulate_events(month, Tally()))
    recipes = read_recipes()
    report = rehearse([Source(events, "segment")], recipes, policy)
    return render_page(
        report, recipes, policy, Language.EN, files=[events.name], version=dangol_version()
    )


if __name__ == "__main__":
    main()
