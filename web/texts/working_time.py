"""Spans of working time in words."""

from engine.calendar.office import WORKING_DAY
from web.i18n import Translator


def working_time(gettext: Translator, minutes: int) -> str:
    """So many minutes in which the office works: whole days, then hours, or minutes where there is neither."""
    days, rest = divmod(minutes, WORKING_DAY)
    hours, left = divmod(rest, 60)
    parts = []
    if days:
        parts.append(gettext.ngettext("{n} working day", "{n} working days", days))
    if hours:
        parts.append(gettext("{hours} h", hours=hours))
    if left and not days:
        parts.append(gettext("{minutes} min", minutes=left))
    return " ".join(parts) or gettext("less than a minute")
