"""From `dangol serve` to the first answer, beside an interpreter that imports the server's library.

Each start has a record of its own that no start has migrated before, as on a shop's first day.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median
from urllib.request import urlopen

STARTS = 7


def main() -> None:
    starts, floors, rss = [], [], []
    for _ in range(STARTS):
        floors.append(_import_only())
        with tempfile.TemporaryDirectory() as folder:
            seconds, rss_mb = _start(folder)
        starts.append(seconds)
        rss.append(rss_mb)
    line = {
        "bench": "start",
        "value": round(median(starts), 2),
        "unit": "seconds to the first answer",
        "slowest": round(max(starts), 2),
        "floor": round(median(floors), 2),
        "floor_is": "an interpreter that imports litestar and uvicorn",
        "starts": STARTS,
        "rss_mb": median(rss),
        "target": 3,
    }
    print(json.dumps(line), flush=True)


def _import_only() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import litestar, uvicorn"], check=True)
    return time.perf_counter() - began


def _start(folder: str) -> tuple[float, int]:
    """Seconds until /ready answers, and the megabytes held then."""
    import psutil

    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "dangol.cli.main", "serve", "--port", "0"],
        cwd=folder,
        env=os.environ | {"DANGOL_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().removeprefix("Dangol listens on ").strip()
        with urlopen(f"{url}/ready") as answer:
            assert answer.status == 200
        seconds = time.perf_counter() - began
        return seconds, round(psutil.Process(server.pid).memory_info().rss / 1024 / 1024)
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
