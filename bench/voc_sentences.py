"""The sentences that `messaging` learns from: gathered, checked and written as one file.

`python -m bench.voc_sentences FILE.jsonl …` adds their lines `{"text": …, "themes": […]}`. A line
is left out, and counted, where it stands there already, names a theme that is not known, holds what
looks personal, or shares a run of twelve characters (25 in Latin letters) with a note of
`bench/voc/`. The notes are only compared: nothing of them is shown.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

from dangol.insight.masking import mask_personal
from dangol.insight.voc.themes import built_in_sentences, built_in_text, read_themes

FOLDER = Path(__file__).with_name("voc")
FILE = Path("src/dangol/insight/voc/themes/messaging.sentences.tsv")
RUN = 12
LATIN_RUN = 25


def run_length(text: str) -> int:
    """How long a run two texts must share to be too near."""
    return RUN if re.search(r"[가-힣぀-ヿ㐀-鿿]", text) else LATIN_RUN


def runs_of(text: str, length: int) -> set[str]:
    return {text[at : at + length] for at in range(len(text) - length + 1)}


def judged_runs() -> set[str]:
    """All runs of the notes and sentences by which the reading is judged, tuned or calibrated."""
    texts = [
        json.loads(line)["text"]
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
        if line.strip()
    ]
    return {run for text in texts for length in (RUN, LATIN_RUN) for run in runs_of(text, length)}


def is_near(text: str, judged: set[str]) -> bool:
    return not judged.isdisjoint(runs_of(text, run_length(text)))


def main(*names: str) -> None:
    themes = read_themes(built_in_text("messaging"), "messaging")
    judged, counts = judged_runs(), Counter[str]()
    own = {text for theme in themes.themes for text in theme.examples.all}
    held = dict(built_in_sentences("messaging")) if FILE.is_file() else {}
    for name in names:
        for line in Path(name).read_text("utf-8").splitlines():
            row = json.loads(line)
            text = " ".join(row["text"].split())
            if text in held or text in own:
                counts["twice"] += 1
            elif set(row["themes"]) - set(themes.ids):
                counts["unknown theme"] += 1
            elif mask_personal(text).kinds:
                counts["personal"] += 1
            elif is_near(text, judged):
                counts["near a note"] += 1
            else:
                held[text] = tuple(one for one in themes.ids if one in row["themes"])
                counts["added"] += 1
    lines = sorted(f"{','.join(ids)}\t{text}" for text, ids in held.items())
    FILE.write_text("\n".join(lines) + "\n", "utf-8")
    print(json.dumps({"sentences": len(lines), **counts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
