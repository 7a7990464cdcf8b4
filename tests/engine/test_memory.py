"""A process that lives long: seldom looked through for garbage, and in large pages where the system has them."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.memory import MANY

SWITCH = Path("/sys/kernel/mm/transparent_hugepage/enabled")
KERNEL = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
HAS_THEM = platform.system() == "Linux" and KERNEL >= (6, 1) and SWITCH.exists() and "[never]" not in SWITCH.read_text()
TOLD = """
import gc
from engine.memory import live_long
kept = [[number, str(number)] for number in range(100_000)]
live_long()
print(gc.get_threshold()[0], gc.get_freeze_count() >= len(kept))
print(next((line.split()[1] for line in open("/proc/self/smaps_rollup") if line.startswith("AnonHugePages")), 0))
assert all(text == str(number) for number, text in kept)
"""


@pytest.mark.skipif(not HAS_THEM, reason="this system has no large pages for those who ask")
def test_what_was_read_is_left_alone_and_stands_in_large_pages() -> None:
    said = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True).stdout.split()
    assert said[:2] == [str(MANY), "True"]
    assert int(said[2]) > 0  # how many depends on how much of the machine's memory is whole
