"""A ledger of ten million rows to its whole report, by the command as it is typed.

The rows are seeded: 60,000 accounts, 8 features, 24 months, amounts in cents, in random order.
Timed is the process from its start to its last byte of JSON, from Parquet and from CSV. The floor,
in the same run and on one core too: DuckDB scans the same file and groups the amounts by feature
and month, which is the first table of the report and no more.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

ROWS = int(os.environ.get("DANGOL_BENCH_LEDGER", "10000000"))
ROUNDS = int(os.environ.get("DANGOL_BENCH_RUNS", "3"))
ACCOUNTS, FEATURES, MONTHS = 60_000, 8, 24
SEED = 7
TARGET_S = 10.0
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_ledger(folder)
        for kind in ("parquet", "csv"):
            file = folder / f"ledger.{kind}"
            runs = [run_report(file) for _ in range(ROUNDS)]
            floors = [run_floor(file) for _ in range(ROUNDS)]
            assert runs[0][1] == floors[0][1], "the report and plain SQL must agree"
            value = median(seconds for seconds, *_ in runs)
            floor = median(seconds for seconds, _ in floors)
            line = {
                "bench": f"revenue_{kind}",
                "value": round(value, 2),
                "unit": "seconds from the command to its whole report",
                "slowest": round(max(seconds for seconds, *_ in runs), 2),
                "cpu_s": round(median(cpu_s for *_, cpu_s in runs), 2),
                "floor": round(floor, 2),
                "floor_is": "DuckDB scans the file and groups by feature and month, one thread",
                "ratio": round(value / floor, 2),
                "rows": ROWS,
                "file_mb": round(file.stat().st_size / 1e6),
                "runs": ROUNDS,
                "peak_rss_mb": max(peak for _, _, peak, _ in runs),
                "load": round(os.getloadavg()[0], 2),
                "target": TARGET_S,
            }
            print(json.dumps(line), flush=True)


def write_ledger(folder: Path) -> None:
    """The same rows as Parquet and as CSV."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    chance = np.random.default_rng(SEED)
    cells = chance.choice(ACCOUNTS * FEATURES * MONTHS, ROWS, replace=False)
    pair, month = np.divmod(cells, MONTHS)
    account, feature = np.divmod(pair, FEATURES)
    cents = np.rint(chance.lognormal(8.5, 1, ROWS)).astype(np.int64)
    names = {
        "account": (account, [f"A-{place:06}" for place in range(ACCOUNTS)]),
        "feature": (feature, [f"feature_{place}" for place in range(FEATURES)]),
        "month": (month, [f"{2024 + one // 12}-{one % 12 + 1:02}" for one in range(MONTHS)]),
    }
    columns = {
        name: pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), values).cast(
            pa.string()
        )
        for name, (codes, values) in names.items()
    }
    columns["amount"] = pa.array(cents / 100).cast(pa.decimal128(12, 2))
    table = pa.table(columns)
    parquet.write_table(table, folder / "ledger.parquet")
    text = table.set_column(3, "amount", table["amount"].cast(pa.string()))
    csv.write_csv(text, folder / "ledger.csv")


def run_report(file: Path) -> tuple[float, int, int, float]:
    """Seconds, the last month's sum, the peak of memory in MB, and seconds of one core."""
    command = [sys.executable, "-m", "dangol.cli.main", "revenue", "report", str(file)]
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--currency", "USD", "--json"], stdout=out, env=os.environ | ONE_CORE
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        cpu_s = usage.ru_utime + usage.ru_stime
        assert status == 0
        out.seek(0)
        net_mrr = json.load(out)["report"]["net_mrr"]
        return seconds, net_mrr, usage.ru_maxrss // 1024, cpu_s


def run_floor(file: Path) -> tuple[float, int]:
    """Seconds, and the last month's sum in cents."""
    import duckdb

    source = "read_parquet(?)" if file.suffix == ".parquet" else "read_csv(?, all_varchar = true)"
    connection = duckdb.connect(":memory:", config={"threads": "1"})
    began = time.perf_counter()
    rows = connection.execute(
        "SELECT feature, month, sum(CAST(amount AS DECIMAL(12, 2))), count(*)"
        f" FROM {source} GROUP BY ALL",
        [str(file)],
    ).fetchall()
    seconds = time.perf_counter() - began
    last = max(row[1] for row in rows)
    return seconds, int(sum(row[2] for row in rows if row[1] == last) * 100)


if __name__ == "__main__":
    main()
