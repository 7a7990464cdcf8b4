"""Moments written by patterns, beside what Babel makes of the same."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime, format_time

from web.i18n import translator
from web.texts.formatting import IN_FULL, LOCALES, Presenter
from web.texts.moments import pattern, written

ZONE = ZoneInfo("America/Mexico_City")
PATTERNS = ("d MMM y, HH:mm", "EEE d MMM, HH:mm", *(f"{each}{end}" for each in IN_FULL.values() for end in ("", ":ss")))


@pytest.mark.parametrize("locale", LOCALES.values(), ids=str)
@pytest.mark.parametrize("text", PATTERNS)
def test_a_moment_is_written_as_babel_writes_it_on_every_day_of_two_years(text, locale):
    first = datetime(2027, 1, 1, 0, 0, 5, tzinfo=UTC)
    for days in range(731):
        at = first + timedelta(days=days, minutes=97 * days)
        assert written(at.astimezone(ZONE), text, locale) == format_datetime(at, text, tzinfo=ZONE, locale=locale)


@pytest.mark.parametrize("locale", LOCALES.values(), ids=str)
def test_dates_and_times_are_written_as_babel_writes_them(locale):
    for month in range(1, 13):
        day = date(2028, month, month)
        assert written(day, "EEE d MMM y", locale) == format_date(day, "EEE d MMM y", locale=locale)
    assert written(time(9, 5), "HH:mm", locale) == format_time(time(9, 5), "HH:mm", locale=locale)


def test_a_pattern_is_put_together_once():
    assert pattern("d MMM y", LOCALES["es"]) is pattern("d MMM y", LOCALES["es"])


@pytest.mark.parametrize("text", ["yy", "h:mm a", "LLLL"])
def test_what_a_pattern_must_not_hold_is_said(text):
    with pytest.raises(ValueError, match=text.split()[0].split(":")[0]):
        pattern(text, LOCALES["es"])


def test_each_reader_has_the_moment_in_their_own_language_and_zone():
    at = datetime(2026, 9, 29, 0, 0, tzinfo=UTC)
    zones = ZONE, ZoneInfo("Asia/Tokyo")
    said = [Presenter(translator(name), zone).moment(at) for name in LOCALES for zone in zones]
    assert said == ["28 sep 2026, 18:00", "29 sep 2026, 09:00", "28 Sep 2026, 18:00", "29 Sep 2026, 09:00"]
