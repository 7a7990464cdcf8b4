"""Waiting for a database that starts later than whoever needs it, as after a power cut."""

import logging
from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

from bpmn.messages import lazy_gettext
from engine.errors import StoreUnavailable

Seen = TypeVar("Seen")
PATIENCE = 120.0
"""Seconds; after them the command ends, and whoever watches over it starts it again."""
PAUSE = 1.0  # seconds between two tries
log = logging.getLogger("cauce.database")


def wait_for(
    look: Callable[[], Seen], *, clock: Callable[[], float] = monotonic, pause: Callable[[float], None] = sleep
) -> Seen:
    """Call `look` until the database answers it, and give that. What it answers, also a refusal, is not waited for.

    Raises what `look` raised last, StoreUnavailable, when `PATIENCE` is over.
    """
    until = clock() + PATIENCE
    said = False
    while True:
        try:
            seen = look()
        except StoreUnavailable as error:
            if error.details.get("kind") != "unreachable" or clock() >= until:
                raise
            if not said:
                log.warning(
                    lazy_gettext(
                        "the database does not answer yet; waiting for it, {seconds} seconds at most: {reason}",
                        seconds=int(PATIENCE),
                        reason=error.details["reason"],
                    )
                )
                said = True
            pause(PAUSE)
        else:
            if said:
                log.info(lazy_gettext("the database answers"))
            return seen
