"""Kill a company's processes many times; see the package. Ends with 1 where something was lost, twice or stuck."""

import argparse
import signal
import sys
import tempfile
import threading
from pathlib import Path

from tests.kills.run import POSTGRESQL, SQLITE, run


def main() -> int:
    """Go through the kills, half on each kind of database, and print what became of it; SIGTERM: of those so far."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", choices=(SQLITE, POSTGRESQL), help="all of them on one kind")
    asked = parser.parse_args()
    shares = {SQLITE: asked.kills // 2, POSTGRESQL: asked.kills - asked.kills // 2}
    if asked.on:
        shares = {asked.on: asked.kills}
    failed, enough = False, threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: enough.set())
    for kind, kills in shares.items():
        with tempfile.TemporaryDirectory(prefix="cauce-kills-") as folder:
            report = run(kind, kills, asked.seed, Path(folder), enough)
        print(report.told(), flush=True)
        failed = failed or bool(report.faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
