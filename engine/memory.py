"""The garbage collector of a process that lives long: a server, a worker, a verification of everything."""

import gc

MANY = 20_000


def live_long() -> None:
    """Look for garbage seldom, and never again among what is there already.

    A command makes and drops a few thousand small objects, none of them in circles: with Python's own threshold (700)
    the collector looks through them several times in each, for a twentieth of the command's time, and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY, 20, 20)
