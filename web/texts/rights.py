"""The rights over procedures, in words."""

from bpmn.messages import Message, lazy_gettext
from engine.identity.rights import Right

RIGHTS = {
    Right.PREPARE: lazy_gettext("prepare versions"),
    Right.REVIEW: lazy_gettext("review versions"),
    Right.APPROVE: lazy_gettext("approve versions"),
    Right.CONTROL: lazy_gettext("control of documents"),
    Right.READ: lazy_gettext("read everything"),
}
EXPLAINED = {
    Right.PREPARE: lazy_gettext("Writes drafts and submits them (Elaboró)."),
    Right.REVIEW: lazy_gettext("Passes drafts on to approval, or returns them (Revisó)."),
    Right.APPROVE: lazy_gettext("Makes a reviewed draft a version, or returns it (Aprobó)."),
    Right.CONTROL: lazy_gettext("Gives up drafts that their authors left, and decides what becomes of old versions."),
    Right.READ: lazy_gettext("Reads every opportunity, also without taking part, as the rights above let one."),
}


def right_text(right: Right, procedure: str | None) -> Message:
    """A right, over one procedure by its name, or over all where that is None."""
    text = RIGHTS[right]
    return text if procedure is None else lazy_gettext("{right} of {procedure}", right=text, procedure=procedure)
