"""What every test may ask for, and a list, at the end, of every test that was left out and why."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Native thread pools get one thread each: the machine's cores are shared.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real samples named by DANGOL_DATA."""
    folder = Path(os.environ.get("DANGOL_DATA") or "../shared/data")
    folder = folder if folder.is_absolute() else ROOT / folder
    if not folder.is_dir():
        pytest.skip(f"no real samples at DANGOL_DATA ({os.environ.get('DANGOL_DATA', 'not set')})")
    return folder


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
