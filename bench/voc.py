"""How well notes are read for themes, on the notes of `bench/voc/` (see its README).

`python -m bench voc` judges: the 150 notes that nothing was tuned on, the 90 sentences with
negation, and for comparison the notes for tuning, with thresholds left at those of the package.
`python -m bench.voc dev` reads only the notes for tuning and calibrating; `learn` writes what the
sentences teach, `calibrate` then the thresholds; `speed [N]` reads N notes of 300 characters,
100,000 where no number is given.
"""

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from dangol.engine.insight.voc import (
    ThemesGiven,
    encoder_name,
    given_themes,
    learned_of,
    read_all,
    reader_of,
)
from dangol.insight.intervals import NOTHING_KNOWN, wilson
from dangol.insight.voc.agreement import agree
from dangol.insight.voc.calibration import calibrate, read_thresholds
from dangol.insight.voc.learning import written
from dangol.insight.voc.lessons import mark_of_lessons
from dangol.insight.voc.pieces import pieces_of
from dangol.insight.voc.reader import VERSION, Reader
from dangol.insight.voc.themes import built_in_text, read_themes

FOLDER = Path(__file__).with_name("voc")
DEV = ("notes_dev_ko", "notes_dev_ja", "notes_dev_en")
CALIBRATING = "notes_cal_ko"
"""Written later than the words of the themes, so that none was chosen with these in sight."""
THEMES = Path("src/dangol/insight/voc/themes")
COMPANION = THEMES / "messaging.thresholds.json"
LEARNED = THEMES / "messaging.learned"


def rows_of(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def flags_of(ids: tuple[str, ...], themes: list[list[str]]) -> np.ndarray:
    return np.array([[one in held for one in ids] for held in themes], bool)


def given() -> ThemesGiven:
    """The built-in themes, with thresholds even of another version of the scoring."""
    text = built_in_text("messaging")
    held = read_thresholds(COMPANION.read_bytes()) if COMPANION.is_file() else None
    return ThemesGiven("messaging", text, read_themes(text, "messaging"), held)


def reader() -> Reader:
    return reader_of(given())


def judge(reader: Reader, name: str, rows: list[dict[str, Any]], *, is_long: bool = False) -> None:
    found = reader.read([row["text"] for row in rows])
    ids = reader.themes.ids
    flags = flags_of(ids, [[hit.theme for hit in one.hits] for one in found])
    human = flags_of(ids, [row["themes"] for row in rows])
    result = agree(ids, human, flags)
    traps = [(row, one) for row, one in zip(rows, found, strict=True)]
    met = sum(hit.theme in row["not"] for row, one in traps for hit in one.hits)
    line = {
        "bench": "voc",
        "notes": name,
        "n": result.notes,
        "macro_f1": shown(result.macro_f1),
        "micro_f1": shown(result.micro_f1),
        "kappa": shown(result.kappa),
        "traps": sum(len(row["not"]) for row in rows),
        "traps_met": met,
    }
    print(json.dumps(line, ensure_ascii=False))
    if is_long:
        for one in sorted(result.themes, key=lambda one: one.f1.value):
            figures = f"{one.human:3} {one.found:3} {one.both:3}"
            shares = f"{one.precision.value:.2f} {one.recall.value:.2f} {one.f1.value:.2f}"
            print(f"  {one.theme:16} human/found/both {figures}  p/r/f1 {shares}")


def shown(range_: Any) -> list[float]:
    return [round(one, 3) for one in (range_.value, range_.low, range_.high)]


def negation(reader: Reader, name: str) -> None:
    rows = rows_of(name)
    found = reader.read([row["text"] for row in rows])
    for lang in ("ko", "ja", "en", "all"):
        for kind in ("true", "negated", "quoted", "hypothetical", "resolved"):
            mine = [
                (row, any(hit.theme == row["theme"] for hit in one.hits))
                for row, one in zip(rows, found, strict=True)
                if row["kind"] == kind and lang in (row["lang"], "all")
            ]
            wrong = sum(is_found is not row["holds"] for row, is_found in mine)
            line = {
                "bench": "voc",
                "sentences": name,
                "kind": kind,
                "lang": lang,
                "n": len(mine),
                "wrong": wrong,
            }
            if lang == "all":
                line["error"] = shown(wilson(wrong, len(mine)) or NOTHING_KNOWN)
            print(json.dumps(line))


def learn() -> None:
    """The sentences' weights stand in the package, with the mark of what they are of."""
    LEARNED.unlink(missing_ok=True)
    held = given()
    found = learned_of(held, lambda done: print(f"\r{done}%", end="", file=sys.stderr))
    assert found is not None
    data = written(found, mark_of_lessons(held.themes, encoder_name()))
    LEARNED.write_bytes(data)
    print(json.dumps({"bench": "voc", "learned": len(data), "line": found.line}))


def fit() -> None:
    rows = rows_of(CALIBRATING)
    held = reader()
    scores = np.stack([one.scores for one in held.score([row["text"] for row in rows])])
    found = calibrate(
        held.themes.ids,
        scores,
        flags_of(held.themes.ids, [row["themes"] for row in rows]),
        sample=f"bench/voc/{CALIBRATING}.jsonl",
        embedder=encoder_name(),
        scoring=VERSION,
    )
    COMPANION.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    print(found.all, found.macro_f1)


def misread(reader: Reader) -> None:
    for name in DEV:
        rows = rows_of(name)
        texts = [row["text"] for row in rows]
        for row, one, scores in zip(rows, reader.read(texts), reader.score(texts), strict=True):
            found = {hit.theme: row["text"][hit.begin : hit.end] for hit in one.hits}
            more = {key: text[:70] for key, text in found.items() if key not in row["themes"]}
            less = [
                (key, round(float(scores.scores[reader.themes.ids.index(key)]), 2))
                for key in row["themes"]
                if key not in found
            ]
            if more or less:
                print(row["id"], "MORE", more, "LESS", less)


def speed(count: int) -> None:
    """Notes of 300 characters, no two sentences alike, in three languages: read twice."""
    rng = np.random.default_rng(1)
    sentences = [
        piece.text for name in DEV for row in rows_of(name) for piece in pieces_of(row["text"])
    ]
    texts: list[str] = []
    for _ in range(count):
        note = ""
        while len(note) < 300:
            note += (
                f"{sentences[rng.integers(len(sentences))].rstrip('.。')} {rng.integers(10**6)}. "
            )
        texts.append(note[:300])
    held = given_themes("messaging")
    with TemporaryDirectory() as folder:
        cache = Path(folder) / "notes.csv.voc-cache"
        for run in ("first", "second"):
            began = time.perf_counter()
            read_all(texts, held, cache=cache)
            took = time.perf_counter() - began
            line = {"bench": "voc", "run": run, "notes": count, "seconds": round(took, 1)}
            line["per_100k_minutes"] = round(took / count * 100_000 / 60, 2)
            print(json.dumps(line))


def dev(*, is_long: bool = False) -> None:
    held = reader()
    for name in (*DEV, CALIBRATING):
        judge(held, name, rows_of(name), is_long=is_long and name == CALIBRATING)
    negation(held, "negation_dev")


def main() -> None:
    """Asks what judges. Every run on a changed reader goes into `voc/FIGURES.md`."""
    dev()
    held = reader()
    judge(held, "notes_ko", rows_of("notes_ko"), is_long=True)
    negation(held, "negation")


ASKED = {
    "dev": dev,
    "long": lambda: dev(is_long=True),
    "learn": learn,
    "calibrate": fit,
    "misread": lambda: misread(reader()),
    "speed": lambda count="100000": speed(int(count)),
}

if __name__ == "__main__":
    ASKED[sys.argv[1]](*sys.argv[2:])
