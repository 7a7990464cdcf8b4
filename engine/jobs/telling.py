"""A line for each run of a job that did something, took long or failed."""

import logging
from collections.abc import Callable
from time import perf_counter

LONG = 1.0  # seconds
log = logging.getLogger("cauce.job")


def told(name: str, run: Callable[[], int]) -> int:
    """What `run` gives, which is how much the job did. Raises what it raises."""
    began = perf_counter()
    done, failed = 0, True
    try:
        done = run()
        failed = False
        return done
    finally:
        took = perf_counter() - began
        facts = {"job": name, "done": done, "ms": round(took * 1000, 1), "status": "failed" if failed else "done"}
        worth = failed or done or took > LONG
        log.log(logging.INFO if worth else logging.DEBUG, "%s: %d", name, done, extra={"facts": facts})
