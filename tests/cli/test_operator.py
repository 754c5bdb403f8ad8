"""`dangol operator`: people come in, their password changes, and no secret is shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dangol.server.console.passwords import is_right
from dangol.store.operators import read_operators_by_email
from dangol.store.record import open_record

PASSWORD = "moonlight over the shop"


def dangol(folder: Path, *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    kept = {name: text for name, text in os.environ.items() if not name.startswith("DANGOL_")}
    return subprocess.run(
        [sys.executable, "-m", "dangol.cli.main", *arguments],
        input=said,
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done = dangol(tmp_path, "workspace", "create", "달빛상점", "--timezone", "Asia/Seoul")
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_an_operator_is_created_listed_and_given_another_password(folder: Path) -> None:
    create = ("operator", "create", "Mina@Shop.example", "--name", "미나", "--role", "owner")
    made = dangol(folder, *create, "--json", said=PASSWORD + "\n")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["email"] == "mina@shop.example"
    again = dangol(folder, *create, said=PASSWORD + "\n")
    assert again.returncode == 2 and "already" in again.stderr
    changed = dangol(folder, "operator", "password", "mina@shop.example", said="another good one\n")
    assert changed.returncode == 0 and "signed out everywhere" in changed.stderr
    listed = dangol(folder, "operator", "list", "--json")
    (only,) = json.loads(listed.stdout)
    assert (only["name"], only["role"], only["is_disabled"]) == ("미나", "owner", False)
    assert "argon2" not in made.stdout + listed.stdout
    record = open_record(f"sqlite:///{folder}/dangol-data/dangol.sqlite")
    try:
        with record.reading() as connection:
            ((_, kept),) = read_operators_by_email(connection, "mina@shop.example")
    finally:
        record.close()
    assert is_right("another good one", kept.password_hash)
    assert not is_right(PASSWORD, kept.password_hash)


@pytest.mark.parametrize(
    ("arguments", "said", "why"),
    [
        (("create", "mina", "--name", "미나"), PASSWORD, "no e-mail address"),
        (("create", "m@s.example", "--name", " "), PASSWORD, "a name"),
        (("create", "m@s.example", "--name", "미나", "--role", "king"), PASSWORD, "no role 'king'"),
        (("create", "m@s.example", "--name", "미나"), "tiny-pw9", "too short"),
        (("create", "m@s.example", "--name", "미나"), "", "too short"),
        (("create", "m@s.example", "--name", "미나"), "aaaaaaaaaaaa", "too plain"),
        (("password", "nobody@s.example"), PASSWORD, "nobody signs in"),
    ],
)
def test_who_cannot_be_so_is_refused_with_a_reason(
    folder: Path, arguments: tuple[str, ...], said: str, why: str
) -> None:
    done = dangol(folder, "operator", *arguments, said=said + "\n")
    assert done.returncode == 2
    assert why in done.stderr and "hint:" in done.stderr
    assert said not in done.stderr or not said
