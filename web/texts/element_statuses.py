"""How far an instance got with an element of its diagram, in a word."""

from enum import StrEnum

from bpmn.messages import lazy_gettext


class ElementStatus(StrEnum):
    """The status of an element. The values are classes of the style sheets and of the scripts that draw."""

    CURRENT = "current"
    DONE = "done"
    LEFT = "left"
    AHEAD = "ahead"


STATUSES = {
    ElementStatus.CURRENT: lazy_gettext("It is here"),
    ElementStatus.DONE: lazy_gettext("Done"),
    ElementStatus.LEFT: lazy_gettext("Left without being done"),
    ElementStatus.AHEAD: lazy_gettext("Not yet"),
}


def element_status(current: int | bool, completed: int | bool) -> ElementStatus:
    """The status of an element that was reached: `current` tokens are at it, `completed` left it as they should."""
    return ElementStatus.CURRENT if current else ElementStatus.DONE if completed else ElementStatus.LEFT
