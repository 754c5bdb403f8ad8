"""Secrets stand in the record as ciphertext, under a key that stands elsewhere."""

import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from dangol.store.record import Record
from dangol.store.secrets import (
    KEY_FILE,
    KEY_NAME,
    NEW_KEY,
    BadSecretKeyError,
    SecretKeyMissingError,
    Secrets,
    SecretUnreadableError,
    secrets_of,
)

SECRET = "비밀 token-1".encode()


def test_what_is_stored_is_not_the_secret_and_comes_back(tmp_path: Path) -> None:
    stored = Secrets(tmp_path, {}).encrypt(SECRET)
    assert SECRET not in stored
    assert Secrets(tmp_path, {}).decrypt(stored) == SECRET
    assert Secrets(tmp_path, {}).encrypt(b"") == b""


def test_the_key_is_made_at_first_need_for_its_owner_alone(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {})
    assert not (tmp_path / KEY_FILE).exists()
    secrets.encrypt(SECRET)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [KEY_FILE]


def test_of_several_who_make_a_key_at_once_all_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: Secrets(tmp_path, {}).encrypt(SECRET), range(24)))
    reader = Secrets(tmp_path, {})
    assert {reader.decrypt(one) for one in stored} == {SECRET}


def test_a_record_on_postgresql_needs_the_variable(record: Record, tmp_path: Path) -> None:
    if record.is_postgres:
        with pytest.raises(SecretKeyMissingError) as told:
            secrets_of(record, {}).encrypt(SECRET)
        assert KEY_NAME in told.value.hint
    else:
        assert secrets_of(record, {}).encrypt(SECRET)
        assert (tmp_path / KEY_FILE).is_file()
    named = {KEY_NAME: Fernet.generate_key().decode()}
    assert secrets_of(record, named).decrypt(secrets_of(record, named).encrypt(SECRET)) == SECRET


def test_another_key_encrypts_and_the_old_one_still_decrypts(tmp_path: Path) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    stored = Secrets(None, {KEY_NAME: old}).encrypt(SECRET)
    both = Secrets(None, {KEY_NAME: f"{new}, {old}"})
    assert both.decrypt(stored) == SECRET
    rotated = both.rotate(stored)
    assert Secrets(None, {KEY_NAME: new}).decrypt(rotated) == SECRET
    with pytest.raises(SecretUnreadableError):
        Secrets(None, {KEY_NAME: new}).decrypt(stored)


def test_what_the_file_encrypted_is_read_after_a_move_to_the_variable(tmp_path: Path) -> None:
    stored = Secrets(tmp_path, {}).encrypt(SECRET)
    moved = Secrets(tmp_path, {KEY_NAME: Fernet.generate_key().decode()})
    assert moved.decrypt(stored) == SECRET
    assert moved.rotate(stored) != stored


def test_what_is_no_key_is_refused_without_being_quoted(tmp_path: Path) -> None:
    with pytest.raises(BadSecretKeyError) as told:
        Secrets(tmp_path, {KEY_NAME: "hunter2"}).encrypt(SECRET)
    assert "hunter2" not in str(told.value) + told.value.hint


def test_the_command_that_the_hint_names_makes_a_key() -> None:
    made = subprocess.run(["sh", "-c", NEW_KEY], capture_output=True, check=True).stdout.decode()
    assert Secrets(None, {KEY_NAME: made.strip()}).encrypt(SECRET)
