"""`python -m bench [rehearsal] [ingest] [intent_score]`: each named bench, or all, in turn."""

import sys
from importlib import import_module

BENCHES = ("intent_score", "rehearsal", "ingest")

for name in sys.argv[1:] or BENCHES:
    import_module(f"bench.{name}").main()
