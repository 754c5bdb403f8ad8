"""The reports on revenue in Chromium, in three languages: axe-core finds no fault on any."""

from pathlib import Path
from typing import Any

import pytest
from tests.insight.axe import faults_of
from tests.widget.conftest import browser

from dangol.cli.main import main
from dangol.terms.languages import Language

__all__ = ["browser"]

pytestmark = pytest.mark.browser

FEATURES = ("메시지 사용량", "ワークフロー", "operator seats", "AI agent", "마케팅")
PRINTED = "feature,net_mrr,share\nmkt,2.4,0.098\nrest,20,0.99\ntotal,25,1.0\n"


def write_files(folder: Path) -> None:
    rows = [
        f"{account},{feature},2025-{month:02},{1000 * (place + 1) * (month if place % 2 else 5)}"
        for account in range(30)
        for place, feature in enumerate(FEATURES)
        for month in range(1, 13)
        if not (account % 3 == 0 and month > 8) and (place != 3 or month > 4)
    ]
    rows += [rows[0], "0,마케팅,2025-03,-500", ",마케팅,2025-03,1", "1,마케팅,soon,1"]
    (folder / "ledger.csv").write_text("account,feature,month,amount\n" + "\n".join(rows) + "\n")
    hits = [
        f"{account},{theme},2025-03-01"
        for account in range(30)
        for theme in ("cost", "setup_complex", "outage")
        if (account + len(theme)) % 3
    ]
    (folder / "themes.csv").write_text("account,theme,at\n" + "\n".join(hits) + "\n")
    (folder / "printed.csv").write_text(PRINTED)


@pytest.mark.parametrize("language", list(Language))
def test_axe_finds_no_fault_on_any_report(browser: Any, tmp_path: Path, language: Language) -> None:
    write_files(tmp_path)
    ledger, themes = str(tmp_path / "ledger.csv"), str(tmp_path / "themes.csv")
    reports = {
        "report": ["report", ledger, "--currency", "KRW"],
        "themes": ["themes", ledger, "--themes", themes, "--currency", "KRW"],
        "check": ["check", str(tmp_path / "printed.csv")],
    }
    found: list[tuple[str, str, str]] = []
    for name, arguments in reports.items():
        file = tmp_path / f"{name}.html"
        code = main(["revenue", *arguments, "--lang", language.value, "--html", str(file)])
        assert code == (1 if name == "check" else 0)
        found += faults_of(browser, file)
    assert found == []
