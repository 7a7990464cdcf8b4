"""Texts about working days, for pages and terminal."""

from bpmn.messages import lazy_gettext
from engine.calendar.record import ChangeType

YES = "sí"
"""What the form sends for a day on which the office works."""
WORKS = {True: lazy_gettext("worked"), False: lazy_gettext("not worked")}
CHANGES = {
    ChangeType.DAY_DECIDED: lazy_gettext("was decided:"),
    ChangeType.DECISION_WITHDRAWN: lazy_gettext("the decision was taken back:"),
}
FIELDS = {"bad_day": "day", "bad_day_name": "name"}
"""Which field of the form a refusal is about."""
