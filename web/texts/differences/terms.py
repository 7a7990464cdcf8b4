"""What a timer says, in words."""

from bpmn.timing import Duration, Timing, read_timing
from web.texts.differences.conditions import in_words
from web.texts.differences.namer import Namer


def timing_in_words(text: str, namer: Namer) -> str:
    """A date, a duration or a cycle as people say it; any other expression in words."""
    plain = text.strip().strip("\"'")
    for kind in ("date", "duration", "cycle"):
        try:
            return _said(read_timing(kind, plain), namer)
        except (ValueError, OverflowError):
            continue
    return in_words(text, namer)


def _said(timing: Timing, namer: Namer) -> str:
    _ = namer.gettext
    moment = "" if timing.start is None else namer.presenter.day(timing.start.date().isoformat())
    if timing.start is not None and timing.start.time().isoformat() != "00:00:00":
        moment = f"{moment}, {timing.start:%H:%M}"
    if timing.duration is None:
        return moment
    length = _length(timing.duration, namer)
    if timing.repetitions == 1:
        return length
    if timing.repetitions is None:
        said = _("every {length}", length=length)
    else:
        said = _("every {length}, {times} times", length=length, times=timing.repetitions)
    return _("{said}, from {moment}", said=said, moment=moment) if moment else said


def _length(duration: Duration, namer: Namer) -> str:
    ngettext = namer.gettext.ngettext
    hours, rest = divmod(int(duration.seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [
        ngettext("{n} month", "{n} months", duration.months) if duration.months else "",
        ngettext("{n} day", "{n} days", duration.days) if duration.days else "",
        ngettext("{n} hour", "{n} hours", hours) if hours else "",
        ngettext("{n} minute", "{n} minutes", minutes) if minutes else "",
        ngettext("{n} second", "{n} seconds", seconds) if seconds else "",
    ]
    return namer.joined([part for part in parts if part])
