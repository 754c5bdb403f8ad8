"""`dangol` is quick, says what it can do, and tells every error in one way, with an exit code."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dangol.cli.console import language_of, print_error, printable, report_fault, write_whole
from dangol.cli.main import MOUNTS, load_command, main
from dangol.terms.currencies import UnknownCurrencyError
from dangol.terms.errors import RecordError
from dangol.terms.languages import Language

GOLDEN = Path(__file__).parents[1] / "golden" / "cli"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
COMMAND = [sys.executable, "-m", "dangol.cli.main"]
HEAVY = ["numpy", "pyarrow", "duckdb", "ibis", "sqlalchemy", "litestar", "jinja2", "lightgbm"]


def paths() -> list[tuple[str, ...]]:
    """Every command as it is typed: `()`, `("import",)`, `("import", "events")` and so on."""
    found: list[tuple[str, ...]] = [()]
    for name in MOUNTS:
        found.append((name,))
        found += [(name, inner) for inner in getattr(load_command(name), "commands", {})]
    return found


@pytest.mark.golden
@pytest.mark.parametrize("path", paths(), ids=" ".join)
def test_help_reads_as_it_did(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
    for name in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TERMINAL_WIDTH"):
        monkeypatch.delenv(name, raising=False)
    assert main([*path, "--help"]) == 0
    said = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()).strip() + "\n"
    file = GOLDEN / f"{'-'.join(('dangol', *path))}.txt"
    if os.environ.get("DANGOL_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said, "utf-8")
    assert said == file.read_text("utf-8"), "if that is as it should be: make golden"


@pytest.mark.golden
def test_no_help_is_kept_of_a_command_that_is_gone() -> None:
    kept = {file.stem for file in GOLDEN.glob("*.txt")}
    assert kept == {"-".join(("dangol", *path)) for path in paths()}


def test_every_command_and_option_stands_in_the_reference() -> None:
    text = REFERENCE.read_text("utf-8")
    for path in paths()[1:]:
        heading = f"\n## `dangol {' '.join(path)}`\n"
        assert heading in text, heading
        section = text.split(heading)[1].split("\n## ")[0]
        command = load_command(path[0])
        for name in path[1:]:
            command = command.commands[name]
        for param in command.params:
            for option in param.opts:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}" in section, (path, option)


def test_every_exit_code_stands_in_the_reference_and_in_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["--help"])
    said = capsys.readouterr().out
    text = REFERENCE.read_text("utf-8")
    for code in (0, 1, 2, 3, 4, 70, 130):
        assert re.search(rf"\| {code} \|", text)
        assert re.search(rf"\b{code}\b", said)


def test_the_list_of_commands_loads_none_of_them() -> None:
    program = (
        "import sys; from dangol.cli.main import main; main(['--help']); main(['nonsense']);"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stderr.splitlines()[-1] == "[]"


def test_every_command_is_in_the_list_and_tells_of_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    for name, mount in MOUNTS.items():
        assert re.search(rf"\b{name}\b", said)
        assert mount.help.split()[0] in said


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"dangol \d+\.\d+\.\d+\S*\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "code", "error", "hint"),
    [
        (["reherse"], 2, "'rehearse'", "`dangol --help`"),
        (["rehearse", "--nonsense", "x"], 2, "--nonsense", "`dangol rehearse --help`"),
        (["rehearse"], 2, "FILE", "`dangol rehearse --help`"),
        (["rehearse", "no-such-file.jsonl"], 2, "no-such-file.jsonl", "path"),
        (["rehearse", "x", "--timezone", "Mars"], 3, "'Mars'", "Asia/Seoul"),
        (["rehearse", "x", "--currency", "GOLD"], 2, "'GOLD'", "ISO 4217"),
        (["simulate", "events", "--out", "/dev/null/m.jsonl"], 3, "/dev/null", "folder"),
        (["simulate", "events", "--out", ".", "--people", "5"], 3, "it is a folder", "name a file"),
    ],
)
def test_an_error_is_told_with_a_hint_on_stderr(
    arguments: list[str], code: int, error: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    said = capsys.readouterr()
    assert said.out == ""
    first, second = said.err.splitlines()
    assert first.startswith("error: ")
    assert error in first
    assert second.startswith("hint: ")
    assert hint in second


def test_what_was_not_foreseen_is_internal_and_shows_no_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report_fault(ValueError("ended here\x1b[2J"), {}) == 70
    said = capsys.readouterr().err
    assert said.splitlines()[0] == "error: ValueError: ended here\ufffd[2J (internal)"
    assert "DANGOL_DEBUG=1" in said
    assert "Traceback" not in said
    with pytest.raises(ValueError, match="ended here"):
        report_fault(ValueError("ended here"), {"DANGOL_DEBUG": "1"})


def test_each_class_of_error_has_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert report_fault(UnknownCurrencyError("GOLD")) == 2
    assert report_fault(RecordError("the record is gone", hint="restore it")) == 4
    assert report_fault(KeyboardInterrupt()) == 130
    assert "error: the record is gone\nhint: restore it\n" in capsys.readouterr().err


def test_many_faults_are_many_lines(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("a.toml:1: x\nb.toml:2: y", "mend x\nmend y")
    assert capsys.readouterr().err == (
        "error: a.toml:1: x\nerror: b.toml:2: y\nhint: mend x\nhint: mend y\n"
    )


def test_a_long_error_is_not_broken_into_lines(capsys: pytest.CaptureFixture[str]) -> None:
    print_error("말" * 300, "")
    assert capsys.readouterr().err == f"error: {'말' * 300}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes to wait on")
def test_control_c_ends_with_130_and_no_trace(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    # A test run in the background may itself ignore the signal, and its children with it.
    run = subprocess.Popen(
        [*COMMAND, "rehearse", str(pipe)],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    with pipe.open("wb"):  # opens only once the command reads from it
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=30) == 130
    assert run.stderr is not None
    assert "Traceback" not in run.stderr.read()
    run.stderr.close()


def test_a_reader_that_has_enough_is_no_fault(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [*COMMAND, "simulate", "events", "--people", "20", "--json", "--out", str(tmp_path / "m")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    run.wait(timeout=60)
    assert b"Traceback" not in run.stderr.read()
    run.stderr.close()


def test_a_terminal_that_cannot_show_a_letter_is_no_fault(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "ko_KR.UTF-8"}
    out = tmp_path / "m.jsonl"
    subprocess.run(
        [*COMMAND, "simulate", "events", "--people", "20", "--out", str(out)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    run = subprocess.run(
        [*COMMAND, "rehearse", str(out)], env=environment, capture_output=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert b"cart-rescue" in run.stdout


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, Language.KO),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, Language.JA),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, Language.KO),
        ({"LANG": "de_DE.UTF-8"}, Language.EN),
        ({"LANG": "C.UTF-8"}, Language.EN),
        ({}, Language.EN),
    ],
)
def test_the_terminal_says_its_language(environ: dict[str, str], language: Language) -> None:
    assert language_of(environ) is language


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "new" / "report.html"
    write_whole(file, b"one")
    write_whole(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["report.html"]


def test_what_a_terminal_would_obey_is_not_sent_to_it() -> None:
    assert printable("가\x1b[31m나\u202e\r") == "가\ufffd[31m나\ufffd\ufffd"


def test_data_is_on_stdout_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m.jsonl"
    assert main(["simulate", "events", "--people", "20", "--out", str(out), "--json"]) == 0
    capsys.readouterr()
    assert main(["rehearse", str(out), "--json", "--html", str(tmp_path / "r.html")]) == 0
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert json.loads(said.out)["events"]["received"] > 0
    assert "r.html" in said.err


def test_help_is_quick() -> None:
    """Half a second is the promise; the bound leaves room for a machine with other work."""
    began = time.monotonic()
    subprocess.run([*COMMAND, "--help"], check=True, capture_output=True, timeout=60)
    assert time.monotonic() - began < 5
