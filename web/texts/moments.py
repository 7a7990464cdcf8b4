"""Moments as people write them, by Babel's words and patterns, put together once for each pattern and language.

A page has a hundred moments, and Babel reads the pattern and looks up the locale's words for each of them anew.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import get_day_names, get_month_names

_PARTS = re.compile(r"'(?P<quoted>[^']*)'|(?P<letters>([A-Za-z])\3*)|(?P<other>[^A-Za-z']+)")
_Part = Callable[[Any], str]


@cache
def pattern(text: str, locale: Locale) -> Callable[[date | time], str]:
    """What writes a date, a time or a local moment by a pattern of the Unicode locale data.

    Known are ``y d MMM MMMM EEE EEEE HH mm ss``; raises ValueError for others.
    """
    parts = [_part(match, locale) for match in _PARTS.finditer(text)]
    return lambda moment: "".join([part if isinstance(part, str) else part(moment) for part in parts])


def _part(match: re.Match[str], locale: Locale) -> str | _Part:
    letters = match["letters"]
    if letters is None:
        return match["other"] or match["quoted"] or "'"
    found = _field(letters, locale)
    if found is None:
        raise ValueError(f"a pattern of moments with {letters}")
    return found


def _field(letters: str, locale: Locale) -> _Part | None:
    match letters:
        case "y":
            return lambda moment: str(moment.year)
        case "d":
            return lambda moment: str(moment.day)
        case "MMM" | "MMMM":
            months = get_month_names("wide" if letters == "MMMM" else "abbreviated", "format", locale)
            return lambda moment: months[moment.month]
        case "EEE" | "EEEE":
            days = get_day_names("wide" if letters == "EEEE" else "abbreviated", "format", locale)
            return lambda moment: days[moment.weekday()]
        case "HH":
            return lambda moment: f"{moment.hour:02}"
        case "mm":
            return lambda moment: f"{moment.minute:02}"
        case "ss":
            return lambda moment: f"{moment.second:02}"
    return None


def written(moment: datetime | date | time, text: str, locale: Locale) -> str:
    """A date, a time or a moment, which must be local already, by a pattern."""
    return pattern(text, locale)(moment)
