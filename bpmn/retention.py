"""How long a document is kept, read from the words of its head: «1 año posterior a su vigencia»."""

import re
from calendar import monthrange
from datetime import datetime, timedelta

_PERIOD = re.compile(r"\b(\d{1,3}|un|una)\s+(años?|mes(?:es)?|d[ií]as?)\b", re.IGNORECASE)


def kept_until(retention: str | None, ended: datetime) -> datetime | None:
    """Until when a version is kept that stopped being in force at `ended`; None where the text names no period."""
    found = _PERIOD.search(retention or "")
    if found is None:
        return None
    count = int(found[1]) if found[1].isdigit() else 1
    match found[2][0].lower():
        case "d":
            return ended + timedelta(days=count)
        case "m":
            return _months_later(ended, count)
    return _months_later(ended, 12 * count)


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of its month where that has fewer days."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
