"""A small dossier to change, one thing at a time."""

from pathlib import Path

TOML = '''
title = "Where to aim"
lead = "A small one"

[[table]]
name = "mix"
file = "mix.csv"
date = "2026-02"
about = "customers by kind"

[[report]]
name = "saved"
file = "saved.json"
date = "2026-02-10"
command = "dangol market mix mix.csv --json"
about = "the mix, saved"

[[missing]]
id = "survey"
title = "The survey"
ask = "Ask research for the survey"

[signals]
warning = "amber"

[[question]]
id = "aim"
asks = "Is B2B right?"
printed = "SELECT mark FROM mix WHERE kind = 'B2B'"

[[hypothesis]]
id = "b2b-large"
question = "aim"
claim = "B2B is large"
change = "more B2B customers"

[[hypothesis.evidence]]
id = "b2b-share"
what = "share of B2B"
query = """
SELECT sum(customers) FILTER (WHERE kind = 'B2B')
     / sum(customers)
FROM mix
"""
unit = "share"
direction = "higher"
green = "x >= 0.5"
amber = "0.2 <= x < 0.5"
red = "x < 0.2"
why = "half is most"
printed = "20%"

[[hypothesis.evidence]]
id = "saved-share"
what = "share of B2B, as saved"
report = "saved"
path = "by_kind[id=b2b].share"
required = false
unit = "share"
direction = "higher"
green = "x >= 0.5"
amber = "0.2 <= x < 0.5"
red = "x < 0.2"
why = "half is most"

[[hypothesis.evidence]]
id = "asked-for"
what = "share that asked for it"
missing = "survey"
required = false
'''
CSV = "kind,customers,mark\nB2B,20,warning\nB2C,80,\n"
JSON = '{"by_kind": [{"id": "b2c", "share": 0.8}, {"id": "b2b", "share": 0.2}]}'


def small(folder: Path, toml: str = TOML, csv: str = CSV, json: str = JSON) -> Path:
    """The folder with the dossier in it; an empty text leaves its file out."""
    folder.mkdir(exist_ok=True)
    for name, text in (("dossier.toml", toml), ("mix.csv", csv), ("saved.json", json)):
        if text:
            (folder / name).write_text(text, "utf-8")
        else:
            (folder / name).unlink(missing_ok=True)
    return folder
