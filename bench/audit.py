"""How many planted faults the auditor finds, and what it says of sound documents.

`python -m bench audit` scores the judging documents. `DANGOL_BENCH_AUDIT=dev` scores those for
tuning instead, `dev even` and `dev odd` only the halves with such numbers: even ones are tuned on,
odd ones only counted. `DANGOL_BENCH_AUDIT="dev even told"` prints what was said of a wrong one.
`unseen` are forty more by another writer, made after all tuning: what the auditor is worth on
documents that nobody had in mind.

A fault is found where a finding of a compatible kind points at one of its lines; see
`bench/audit/README.md`. Of the judging documents only names and kinds are printed, and of the odd
ones only counts by kind, so that nothing is tuned on them by reading the score.
"""

import json
import os
import re
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
    asked = os.environ.get("DANGOL_BENCH_AUDIT", "").split()
    folder = HERE / next((one for one in ("dev", "unseen") if one in asked), "")
    listed = (folder / ("dev.toml" if "dev" in asked else "faults.toml")).read_text("utf-8")
    faults: list[dict[str, Any]] = tomllib.loads(listed)["fault"]
    faults = [one for one in faults if _is_asked(one["file"], asked)]
    files = sorted((folder / "sound").glob("*.md"))
    sound = [one for one in files if _is_asked(one.name, asked)]
    score = _score(folder, faults, sound)
    if asked and "even" not in asked:  # counts only
        hidden = ("missed", "false_in_sound", "false_in_faulty", "other_kind_on_a_line")
        score |= {name: _by_kind(score[name]) for name in hidden}
    print(json.dumps({"bench": " ".join(["audit", *asked])} | score, ensure_ascii=False))
    if "told" in asked and "even" in asked:
        _tell(folder, faults, sound)


def _is_asked(name: str, asked: list[str]) -> bool:
    number = int(re.findall(r"-([0-9]+)-", name)[0])
    return not {"even", "odd"} & set(asked) or ("odd" if number % 2 else "even") in asked


def _score(folder: Path, faults: list[dict[str, Any]], sound: list[Path]) -> dict[str, Any]:
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
    false_in_sound = Counter[str]()
    for file in sound:
        for _, kind in {(one.line, one.kind.value) for one in _audit(file)}:
            false_in_sound[f"sound/{file.name} ({kind})"] += 1
    return {
        "found": len(faults) - len(missed),
        "faults": len(faults),
        "sound": len(sound),
        "false": false_in_sound.total(),
        "by_kind_and_language": {key: f"{found[key]}/{all_of[key]}" for key in sorted(all_of)},
        "missed": dict(Counter(missed)),
        "false_in_sound": dict(false_in_sound),
        "false_in_faulty": dict(false),
        "other_kind_on_a_line": dict(other_kind),
    }


def _by_kind(named: dict[str, int]) -> dict[str, int]:
    counts = Counter[str]()
    for name, count in named.items():
        counts[name[name.index("(") + 1 : -1]] += count
    return dict(counts)


def _tell(folder: Path, faults: list[dict[str, Any]], sound: list[Path]) -> None:
    """What was said of each missed fault and each false finding, for reading by people."""
    for fault in faults:
        findings = _audit(folder / fault["file"])
        if not any(_finds(one, fault) for one in findings):
            lines = (folder / fault["file"]).read_text("utf-8").splitlines()
            print(f"\nMISSED {fault['file']} {fault['kind']}: {fault['reason']}")
            for line in fault["lines"]:
                print(f"  {line}: {lines[line - 1]}")
        _tell_false(fault["file"], [one for one in findings if one.line not in fault["lines"]])
    for file in sound:
        _tell_false(f"sound/{file.name}", list(_audit(file)))


def _tell_false(name: str, findings: list[Finding]) -> None:
    for one in findings:
        told = f"{one.line}: {one.printed} / {one.expected} · {one.subject}"
        print(f"\nFALSE {name} {one.kind.value} {told}")


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
