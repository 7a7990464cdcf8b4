"""How many examples the tests that draw their own look at (hypothesis), by profile.

``fast``, for every whole run: few, and the same each time, so that a run fails for what was changed and for nothing
else. The numbers are such that faults planted by hand in what each test covers are found. ``unit``, for `make unit`: a
third. ``deep``, now and then, by hand or at night: `DEEP` times as many, others each time; what it finds is kept
under a name, in a test of its own.

    HYPOTHESIS_PROFILE=deep pytest tests/engine/execution tests/bpmn
"""

import os
from math import ceil
from typing import Any

from hypothesis import settings

DEEP = 40
FACTORS = {"unit": 1 / 3, "fast": 1, "deep": DEEP}

# Nobody's computer is too slow for a test to be right: no deadlines.
settings.register_profile("unit", max_examples=17, deadline=None, derandomize=True, database=None)
settings.register_profile("fast", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile("deep", max_examples=50 * DEEP, deadline=None, print_blob=True)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "fast")
settings.load_profile(PROFILE)


def examples(few: int, **options: Any) -> settings:
    """The settings of a test for which `few` examples are enough to find a fault; a test that says nothing has 50."""
    return settings(max_examples=ceil(few * FACTORS[PROFILE]), **options)
