"""What commands of the terminal cost: user and system CPU of whole processes, as a ratio to an empty one.

python -m tests.bench.terminal [RUNS]
"""

import os
import resource
import subprocess
import sys
import tempfile
from statistics import median

EMPTY = (sys.executable, "-c", "pass")
FOLIO = "GC-2026-0001"
COMMANDS = ("--help", "tasks", f"show {FOLIO}", f"history {FOLIO}", "versions", "people")


def cpu(command: tuple[str, ...], environment: dict[str, str], runs: int) -> float:
    """The median of seconds of CPU that the command takes, over `runs`; the first, which warms caches, not counted."""
    found = []
    for _ in range(runs + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(found[1:])


def main(runs: int = 9) -> None:
    cauce = (sys.executable, "-c", "from web.cli import main; main()")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CAUCE_DATABASE_URL": f"sqlite:///{folder}/cauce.sqlite3"}
        subprocess.run((*cauce, "demo", "--no-serve"), env=environment, check=True, stderr=subprocess.DEVNULL)
        empty = cpu(EMPTY, environment, runs)
        print(f"{'python -c pass':<28} {empty:6.3f} s")
        for command in COMMANDS:
            taken = cpu((*cauce, *command.split()), environment, runs)
            print(f"{'cauce ' + command:<28} {taken:6.3f} s  {taken / empty:5.1f} ×")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
