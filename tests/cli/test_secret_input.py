"""The promise: a secret that is typed is not seen, and one that is piped is one line."""

import os
import re
import subprocess
import sys

import pytest

_ON_A_TERMINAL = "import pty, sys; sys.exit(pty.spawn([sys.executable, '-c', sys.argv[1]]) >> 8)"
_QUESTION = re.compile(rb"(?:Password|Secret|confirmation): ")
_READ = "from dangol.cli.secret_input import read_secret; got = read_secret({how}); print(); "
_READ += "print('length', len(got))"


def typed(how: str, *lines: str) -> str:
    """What stands on a terminal after somebody has answered each question with a line."""
    command = [sys.executable, "-c", _ON_A_TERMINAL, _READ.format(how=how)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as terminal:
        assert terminal.stdin is not None and terminal.stdout is not None
        seen = b""
        for line in lines:  # a question stands there before it can be answered
            asked = len(_QUESTION.findall(seen))
            while len(_QUESTION.findall(seen)) == asked:
                more = os.read(terminal.stdout.fileno(), 1_000)
                assert more, seen
                seen += more
            terminal.stdin.write(line.encode() + b"\n")
            terminal.stdin.flush()
        while b"length" not in seen or not seen.endswith(b"\n"):
            more = os.read(terminal.stdout.fileno(), 1_000)
            assert more, seen
            seen += more
        terminal.stdin.close()
        return seen.decode()


def test_what_is_typed_on_a_terminal_is_not_seen() -> None:
    seen = typed("'Password'", "moonlight")
    assert "Password: " in seen and "length 9" in seen and "moonlight" not in seen


def test_a_new_password_is_asked_for_twice_and_again_where_they_differ() -> None:
    how = "'Password', is_twice=True"
    assert "length 9" in typed(how, "moonlight", "moonlight")
    seen = typed(how, "moonlight", "moonshine", "sunlight", "sunlight")
    assert "length 8" in seen and "light" not in seen


def test_what_is_needed_is_asked_for_again_after_nothing() -> None:
    assert "length 9" in typed("'Password'", "", "moonlight")
    assert "length 0" in typed("'Secret', is_needed=False", "")


@pytest.mark.parametrize(("piped", "length"), [("a b \r\nmore\n", 4), ("last", 4), ("", 0)])
def test_what_is_piped_is_one_line_without_its_end(piped: str, length: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ.format(how="'Password'")],
        input=piped.encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.split() == [b"length", str(length).encode()]
