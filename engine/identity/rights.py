"""The rights of document control, and the right to read. They are given to people, by id, to nobody through a role.

A role is whatever a diagram names: whoever draws a lane called «Control de Documentos» makes a role of that name, and
must not thereby make people who may sign, or read what others do. So these rights are not roles, no diagram can name
one, and nobody holds one unless an administrator gave it, on the record, over all procedures or over one.
Administrators hold none by being administrators.
"""

from enum import StrEnum


class Right(StrEnum):
    """What a person may do to versions of procedures, or see of what runs on them. The values are stored, and are what
    the terminal takes."""

    PREPARE = "prepare"
    """Elaboró: writes drafts and submits them."""
    REVIEW = "review"
    """Revisó: passes drafts on to approval, or returns them."""
    APPROVE = "approve"
    """Aprobó: makes a reviewed draft a version, or returns it; reschedules and withdraws versions not yet in force."""
    CONTROL = "control"
    """Control de Documentos: gives drafts up that their authors left, and decides what becomes of old versions."""
    READ = "read"
    """Reads every instance of a procedure, whosever it is (`engine.instances.reading`); nothing of document control."""


OVER_VERSIONS = frozenset(Right) - {Right.READ}
"""Those of document control. Who holds one reads the instances of the procedure too, by which a version is judged."""
