"""How many planted faults the auditor finds, and what it says of sound documents.

`DANGOL_BENCH_AUDIT=dev` scores the documents for tuning instead. A fault is found where a finding
of a compatible kind points at one of its lines; see `bench/audit/README.md`. Only names and kinds
are printed, so that nothing is tuned on the documents by reading the score.
"""

import json
import os
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from dangol.insight.audit.audit import audit_text
from dangol.insight.audit.finding import Finding

HERE = Path(__file__).parent / "audit"
COMPATIBLE = {
    "total": {"total", "twice"},
    "share": {"share", "hundred"},
    "hundred": {"hundred", "total"},
    "growth": {"growth"},
    "twice": {"twice", "total"},
    "overclaim": {"overclaim"},
    "duration": {"duration"},
}
ALSO = {("total", "twice"), ("hundred", "total"), ("twice", "total")}
"""Kinds that count only where they are about the planted values."""


def main() -> None:
    is_dev = os.environ.get("DANGOL_BENCH_AUDIT") == "dev"
    folder = HERE / "dev" if is_dev else HERE
    listed = tomllib.loads((folder / ("dev.toml" if is_dev else "faults.toml")).read_text("utf-8"))
    faults: list[dict[str, Any]] = listed["fault"]
    found, all_of, missed = Counter[str](), Counter[str](), list[str]()
    other_kind, false = Counter[str](), Counter[str]()
    for fault in faults:
        findings = _audit(folder / fault["file"])
        keys = (fault["kind"], fault["language"])
        all_of.update(keys)
        if any(_finds(one, fault) for one in findings):
            found.update(keys)
        else:
            missed.append(f"{fault['file']} ({fault['kind']})")
        for place in {(one.line, one.kind.value) for one in findings if not _finds(one, fault)}:
            (other_kind if place[0] in fault["lines"] else false)[
                f"{fault['file']} ({place[1]})"
            ] += 1
    sound = Counter[str]()
    for file in sorted((folder / "sound").glob("*.md")):
        for _, kind in {(one.line, one.kind.value) for one in _audit(file)}:
            sound[f"sound/{file.name} ({kind})"] += 1
    print(
        json.dumps(
            {
                "bench": "audit_dev" if is_dev else "audit",
                "found": len(faults) - len(missed),
                "faults": len(faults),
                "by_kind_and_language": {key: f"{found[key]}/{all_of[key]}" for key in all_of},
                "missed": missed,
                "false_in_sound": sound.total(),
                "false_in_sound_in": dict(sound),
                "false_in_faulty": dict(false),
                "other_kind_on_a_line": dict(other_kind),
            },
            ensure_ascii=False,
        )
    )


def _audit(file: Path) -> tuple[Finding, ...]:
    return audit_text(file.read_text("utf-8")).findings


def _finds(finding: Finding, fault: dict[str, Any]) -> bool:
    kind = finding.kind.value
    if finding.line not in fault["lines"] or kind not in COMPATIBLE[fault["kind"]]:
        return False
    if (fault["kind"], kind) not in ALSO:
        return True
    values = f"{fault['printed']} {fault['expected']}".replace(",", "")
    told = finding.printed.replace(",", "").strip("%+-± 円원名件명건")
    return told in values


if __name__ == "__main__":
    main()
