"""The garbage collector of a process that lives long: a server, a worker, a verification of everything."""

import gc

THRESHOLD = 20_000
"""New objects between two looks of the collector at the youngest of them."""


def tune_gc() -> None:
    """Freeze the objects loaded so far out of the garbage collector and raise its thresholds. Call once, after warm-up.

    A command makes and drops a few thousand small objects, none of them in circles: with Python's own threshold (700)
    the collector looks through them several times in each, for a twentieth of the command's time, and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(THRESHOLD, 20, 20)
