"""What becomes of a letter of the outbox: the words that the database and JSON have for it. Pure."""

from enum import StrEnum


class LetterStatus(StrEnum):
    """What became of a letter. `DEAD`: it did not arrive and is not tried again by itself."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
