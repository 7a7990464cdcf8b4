"""What was loaded before `tune_gc` is out of the garbage collector's sight; what comes later is not."""

import subprocess
import sys

import pytest

from engine.memory import THRESHOLD

SCRIPT = """
import gc
from engine.memory import tune_gc
loaded = [[number] for number in range(100_000)]
tune_gc()
print(gc.get_threshold()[0], gc.get_freeze_count() >= len(loaded))
circle = []
circle.append(circle)
del circle
print(gc.collect())
"""


@pytest.mark.processes
def test_what_was_loaded_is_frozen_and_circles_made_later_are_still_collected() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(THRESHOLD), "True", "1"]
