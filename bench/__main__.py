"""`python -m bench [NAME ...]`: each named bench, or all, in turn."""

import sys
from importlib import import_module

BENCHES = (
    "intent_score",
    "start",
    "rehearsal",
    "ingest",
    "speak",
    "turns",
    "chat",
    "guard",
    "first_token",
    "lead",
    "buyers",
    "audit",
    "revenue",
    "voc",
)

for name in sys.argv[1:] or BENCHES:
    import_module(f"bench.{name}").main()
