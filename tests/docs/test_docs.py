"""Documents cannot lie: every shell block of every guide runs, every link leads somewhere, and the
README's two commands exist.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if "node_modules" not in page.parts
)
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"\bDANGOL_[A-Z_]+\b")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda page: page.stem)
def test_every_block_of_a_guide_runs_in_order(guide: Path, tmp_path: Path) -> None:
    blocks = BLOCK.findall(guide.read_text(encoding="utf-8"))
    assert blocks
    kept = {name: text for name, text in os.environ.items() if not name.startswith("DANGOL_")}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env=kept | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    prose = FENCED.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(prose):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_the_readmes_two_commands_are_targets_of_the_makefile(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^make (\w+)", text, re.MULTILINE)
    assert {"demo", "test"} <= set(commands)
    for command in commands:
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command


def test_both_readmes_have_the_same_sections_blocks_and_pictures() -> None:
    shapes = [
        re.findall(r"^#+|^```\w*|!\[", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("README.md", "README.ko.md")
    ]
    assert shapes[0] == shapes[1]


def test_every_setting_stands_in_the_reference() -> None:
    sources = (ROOT / "src" / "dangol").rglob("*.py")
    named = {name for source in sources for name in SETTING.findall(source.read_text("utf-8"))}
    assert {"DANGOL_PLAYBOOKS", "DANGOL_DATABASE_URL", "DANGOL_DEBUG"} <= named
    pages = (ROOT / "docs" / "reference").glob("*.md")
    rows = {
        name
        for page in pages
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("| `DANGOL_")
        for name in SETTING.findall(line.split("|")[1])
    }
    assert named - rows == set()


def test_every_word_of_the_glossary_is_there_once() -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\*", (ROOT / "docs/words.md").read_text(), re.MULTILINE)
    assert len(rows) == len(set(rows)) > 30
