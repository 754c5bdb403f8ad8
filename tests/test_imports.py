"""Rooms import one way, and the rooms of values know neither clock nor chance nor world."""

import ast
import os
from pathlib import Path

import pytest
from importlinter.application.use_cases import SUCCESS, lint_imports
from importlinter.configuration import configure

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "dangol"
ROOMS = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
PURE = ("terms", "listen", "decide", "prove")
PURE_MODULES = sorted(path for room in PURE for path in (SOURCE / room).rglob("*.py"))
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "perf_counter", "sleep", "localtime"},
    "os": {"urandom", "environ", "getenv", "getrandom"},
    "uuid": {"uuid1", "uuid4"},
}
WORLD = {"time", "random", "secrets", "socket", "subprocess", "threading", "asyncio", "sqlite3"}
WORLD |= {"http", "requests", "tempfile", "sqlalchemy", "duckdb", "psycopg", "httpx", "litestar"}


def test_the_contracts_of_import_linter_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    configure()
    passed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert passed is SUCCESS, capsys.readouterr().out


def test_every_room_stands_in_the_contract() -> None:
    listed = (ROOT / "pyproject.toml").read_text("utf-8")
    missing = [room for room in ROOMS if f"dangol.{room}" not in listed]
    assert not missing


def faults_in(source: str) -> list[str]:
    """Where a module reaches for a clock, for chance or for the world."""
    faults: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                faults += [one.name for one in names if one.name.split(".")[0] in WORLD]
                faults += [one.name for one in names if one.name == "urllib.request"]
            case ast.ImportFrom(module=str(module), names=names):
                faults += [module] if module.split(".")[0] in WORLD else []
                faults += [module] if module == "urllib.request" else []
                taken = CLOCKS.get(module.split(".")[-1], set())
                faults += [f"{module}.{one.name}" for one in names if one.name in taken]
            case ast.Attribute(value=ast.Name(id=owner), attr=attr):
                faults += [f"{owner}.{attr}"] if attr in CLOCKS.get(owner, ()) else []
            case ast.Call(func=ast.Attribute(attr="default_rng"), args=[], keywords=[]):
                faults.append("default_rng() without a seed")
            case ast.Call(func=ast.Name(id="open" | "input" | "print" as name)):
                faults.append(f"{name}()")
            case _:
                pass
    return faults


@pytest.mark.parametrize(
    "path", PURE_MODULES, ids=lambda path: str(path.relative_to(SOURCE)).replace(os.sep, ".")
)
def test_a_module_of_values_reads_no_clock_and_draws_no_chance(path: Path) -> None:
    assert not faults_in(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import time",
        "from time import monotonic",
        "from datetime import datetime\nat = datetime.now()",
        "from uuid import uuid4",
        "import os\nkey = os.environ['KEY']",
        "from urllib.request import urlopen",
        "def read(path):\n    return open(path)",
        "import numpy as np\nchance = np.random.default_rng()",
    ],
)
def test_what_is_looked_for_is_found(source: str) -> None:
    assert faults_in(source)
