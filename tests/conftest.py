"""What every test may ask for, and a list, at the end, of every test that was left out and why."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# Native thread pools get one thread each: the machine's cores are shared.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# No test depends on speed.
settings.register_profile("dangol", deadline=None)
settings.load_profile("dangol")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real samples named by DANGOL_DATA."""
    folder = Path(os.environ.get("DANGOL_DATA") or "../shared/data")
    folder = folder if folder.is_absolute() else ROOT / folder
    if not folder.is_dir():
        pytest.skip(f"no real samples at DANGOL_DATA ({os.environ.get('DANGOL_DATA', 'not set')})")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """A Chromium of this machine, or one that it can install."""
    named = os.environ.get("DANGOL_CHROMIUM")
    if named:
        return named
    found = _chromium_on_path()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *step], capture_output=True, env=environment, timeout=280)
        found = _chromium_on_path()
    if found is None:
        pytest.skip("no Chromium: none on PATH, none named by DANGOL_CHROMIUM, none to install")
    return found


def _chromium_on_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Every test that was left out is named with its reason."""
    left_out = list(_left_out(terminalreporter))
    terminalreporter.section("left out")
    if not left_out:
        terminalreporter.write_line("nothing was left out")
    for name, reason in sorted(left_out):
        terminalreporter.write_line(f"{name}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With DANGOL_LEAVE_OUT=nothing a test left out is a failure: CI has everything it needs."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    is_strict = os.environ.get("DANGOL_LEAVE_OUT") == "nothing" and exitstatus == 0
    if is_strict and reporter and list(_left_out(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _left_out(reporter: pytest.TerminalReporter) -> Iterator[tuple[str, str]]:
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        yield report.nodeid, reason.removeprefix("Skipped: ")
