"""Where a text stands, as one number: its instance, the number of its event, and its own in that event. Pure.

All that one instance says stands together, so that an index which knows nothing but that number tells the instance, and
is asked of one instance alone.
"""

_SEQ, _NUMBER = 20, 12
"""Bits for the number of an event, and for that of a text in it."""


def place_of(instance_id: int, seq: int, number: int) -> int | None:
    """The place of a text; None for one beyond all that a history holds."""
    if seq >> _SEQ or number >> _NUMBER:
        return None
    return (instance_id << _SEQ | seq) << _NUMBER | number


def first_of(instance_id: int) -> int:
    """The first place in an instance."""
    return instance_id << _SEQ + _NUMBER


def last_of(instance_id: int) -> int:
    """The last place in an instance."""
    return first_of(instance_id + 1) - 1


BITS = _SEQ + _NUMBER
"""A place without its last so many bits is the id of its instance."""
