"""Secrets at rest: what may be read in the record or a backup is ciphertext.

The key stands in DANGOL_SECRET_KEY, else in `secret.key` beside a SQLite record, which is made at
first need and is its owner's alone. It is no part of the record and of no backup. Several keys,
with commas between them: the first one encrypts, any of them decrypts.

Source: Fernet, https://github.com/fernet/spec (AES-128-CBC and HMAC-SHA256).
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from dangol.store.record import Record
from dangol.terms.errors import SettingError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY_NAME = "DANGOL_SECRET_KEY"
KEY_FILE = "secret.key"
NEW_KEY = "openssl rand -base64 32 | tr '+/' '-_'"


class SecretKeyMissingError(SettingError):
    """There is no key, and nowhere to make one."""

    code = "setting.secret_key_missing"

    def __init__(self) -> None:
        super().__init__(
            "no key is set that encrypts what must stay secret in this record",
            hint=f"set {KEY_NAME} for every server and command; this makes one: {NEW_KEY}",
        )


class BadSecretKeyError(SettingError):
    """What should be a key is none. It is not quoted."""

    code = "setting.bad_secret_key"

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} holds something that is no key",
            hint=f"a key is 32 random bytes in base64 for URLs: {NEW_KEY}",
        )


class SecretUnreadableError(SettingError):
    """A secret was encrypted with a key that is not at hand."""

    code = "setting.secret_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "a stored secret cannot be read: it was encrypted with another key",
            hint=f"add the key of then behind a comma in {KEY_NAME}, or enter the secret anew",
        )


class Secrets:
    """Encrypts and decrypts for one record. Safe from any thread."""

    def __init__(self, folder: Path | None, environ: Mapping[str, str]) -> None:
        """`folder` is where a SQLite record stands; None for PostgreSQL."""
        self._file = None if folder is None else folder / KEY_FILE
        self._said = environ.get(KEY_NAME, "")
        self._fernet: MultiFernet | None = None

    def encrypt(self, secret: bytes) -> bytes:
        """The secret as it may be stored; empty stays empty.

        Raises: SecretKeyMissingError, BadSecretKeyError.
        """
        return self._keys().encrypt(secret) if secret else b""

    def decrypt(self, stored: bytes) -> bytes:
        """The secret that was stored.

        Raises: SecretUnreadableError, SecretKeyMissingError, BadSecretKeyError.
        """
        from cryptography.fernet import InvalidToken

        if not stored:
            return b""
        try:
            return self._keys().decrypt(stored)
        except InvalidToken:
            raise SecretUnreadableError from None

    def rotate(self, stored: bytes) -> bytes:
        """The same secret, encrypted with the first key.

        Raises: as `decrypt`.
        """
        return self.encrypt(self.decrypt(stored))

    def _keys(self) -> "MultiFernet":
        if self._fernet is None:
            from cryptography.fernet import Fernet, MultiFernet

            said = [(KEY_NAME, key) for key in _split(self._said)]
            if self._file is not None:
                if not said:
                    _make_key(self._file)
                with suppress(FileNotFoundError):
                    kept = self._file.read_text("ascii", "replace")
                    said += [(str(self._file), key) for key in _split(kept)]
            if not said:
                raise SecretKeyMissingError
            keys: list[Fernet] = []
            for where, key in said:
                try:
                    keys.append(Fernet(key))
                except ValueError:
                    raise BadSecretKeyError(where) from None
            self._fernet = MultiFernet(keys)
        return self._fernet


def secrets_of(record: Record, environ: Mapping[str, str] | None = None) -> Secrets:
    """What encrypts and decrypts the secrets of that record; a key is looked for at first need."""
    database = record.engine.url.database
    folder = None if record.is_postgres or not database else Path(database).parent
    return Secrets(folder, os.environ if environ is None else environ)


def _split(text: str) -> list[str]:
    return [key for part in text.split(",") if (key := part.strip())]


def _make_key(file: Path) -> None:
    """The file holds a key, its owner's alone; of several who make one at once, one has made it."""
    from cryptography.fernet import Fernet

    if file.exists():
        return
    handle, part = mkstemp(dir=file.parent, prefix=f"{file.name}.")  # its owner's alone
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(Fernet.generate_key() + b"\n")
            sink.flush()
            os.fsync(sink.fileno())
        with suppress(FileExistsError):
            os.link(part, file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        Path(part).unlink()
