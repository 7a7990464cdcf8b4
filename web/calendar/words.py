"""What the pages and the terminal say of days."""

from bpmn.messages import msg
from engine.calendar.record import DAY_DECIDED, DECISION_WITHDRAWN

YES = "sí"
"""What the form sends for a day on which the office works."""
WORKS = {True: msg("worked"), False: msg("not worked")}
CHANGES = {DAY_DECIDED: msg("was decided:"), DECISION_WITHDRAWN: msg("the decision was taken back:")}
FIELDS = {"bad_day": "day", "bad_day_name": "name"}
"""Which field of the form a refusal is about."""
