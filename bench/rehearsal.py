"""A rehearsal of two million simulated events on one core, beside decoding alone.

Each run is a process of its own, so that its peak memory is its own too. The floor reads the same
file and decodes each line to a dictionary, and does nothing with it.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

EVENTS = int(os.environ.get("DANGOL_BENCH_EVENTS", "2000000"))
RUNS = int(os.environ.get("DANGOL_BENCH_RUNS", "3"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.jsonl"
        command = ["simulate", "events", "--events", str(EVENTS), "--out", str(file), "--json"]
        subprocess.run(
            [sys.executable, "-m", "dangol.cli.main", *command],
            check=True,
            capture_output=True,
        )
        runs = [(_child("floor", file), _child("rehearse", file)) for _ in range(RUNS)]
        floors = [floor for floor, _ in runs]
        rates = [run for _, run in runs]
        rate = median(one["events_per_cpu_s"] for one in rates)
        floor = median(one["events_per_cpu_s"] for one in floors)
        line = {
            "bench": "rehearsal",
            "value": round(rate),
            "unit": "events per second of one core",
            "wall_events_per_s": round(median(one["events_per_s"] for one in rates)),
            "floor": round(floor),
            "floor_is": "read and decode only",
            "ratio": round(floor / rate, 2),
            "events": EVENTS,
            "bytes_per_event": round(file.stat().st_size / EVENTS),
            "runs": RUNS,
            "peak_rss_mb": max(one["rss_mb"] for one in rates),
            "target": 100_000,
        }
    print(json.dumps(line), flush=True)


def _child(what: str, file: Path) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-m", "bench.rehearsal", what, str(file)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(run.stdout)


def _floor(file: Path) -> int:
    import msgspec

    decode = msgspec.json.Decoder().decode
    count = 0
    with file.open("rb") as lines:
        for line in lines:
            count += 1
            try:
                decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
    return count


def _rehearse(file: Path) -> int:
    from zoneinfo import ZoneInfo

    from dangol.decide.opportunity import Policy
    from dangol.decide.recipes import read_recipes
    from dangol.engine.rehearse import Source, rehearse
    from dangol.terms.ids import WorkspaceId
    from dangol.terms.languages import Language

    policy = Policy(WorkspaceId("bench"), ZoneInfo("Asia/Seoul"), "KRW", (Language.KO,), "salt")
    return rehearse([Source(file, "segment")], read_recipes(), policy).events.received


def _run(what: str, file: Path) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    count = {"floor": _floor, "rehearse": _rehearse}[what](file)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "events_per_s": count / wall,
                "events_per_cpu_s": count / cpu,
                "rss_mb": round(rss_mb),
            }
        )
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _run(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
