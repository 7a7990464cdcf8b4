"""Where in an opportunity that was searched for something stands that was looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpmn.forms.kinds import Component
from bpmn.hidden import is_withheld
from engine.db import Connection
from engine.errors import EngineError
from engine.history.event_types import type_of
from engine.history.problems import UNREADABLE
from engine.instances.reading import Reader
from engine.instances.views import quotes
from engine.instances.views.listing import Line, Wanted
from engine.instances.views.quotes import COMMENT, MOST, Quote, texts_of
from engine.instances.views.search import wanted_words, words
from engine.instances.visible import seen_by
from web.pages.names import name_of
from web.site import site
from web.texts.wording import form_fields

SHOWN = 2
"""Places of one opportunity that a list tells, the newest."""
LONGEST = 90
"""Characters of what stands there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place: what it is called, such as the question of a form, and what stands there as far as it may be read."""

    place: str
    text: str
    seq: int
    comment: bool


def found_in(
    connection: Connection, reader: Reader, wanted: Wanted, lines: Sequence[Line]
) -> Mapping[str, list[Found]]:
    """Where in the instances of a list, which `reader` sees, the words of its search are quoted that the list itself
    does not show, by folio."""
    if wanted.quotable is None:
        return {}
    looked_for = wanted_words(wanted.text)
    unsaid = {line.folio: left for line in lines if (left := _unsaid(line, looked_for))}
    found: dict[str, list[Found]] = {}
    for folio, places in quotes.quotes(connection, list(unsaid), looked_for, wanted.quotable).items():
        told: dict[tuple[str, str], Found] = {}
        for each in places:
            if len(told) == SHOWN:
                break
            try:
                shown = _shown(connection, reader, each, unsaid[folio])
            except (EngineError, *UNREADABLE):  # a version that is not kept any more, an event that cannot be read
                continue
            if shown is not None:
                told.setdefault((shown.place, shown.text), shown)
        if told:
            found[folio] = list(told.values())
    return found


def _unsaid(line: Line, wanted: Sequence[str]) -> list[str]:
    """The words that a line of the list does not show."""
    shown = words(line.folio, line.client, line.title, *(each.name for each in line.waits))
    return [word for word in wanted if not any(each.startswith(word) for each in shown)]


def _shown(connection: Connection, reader: Reader, quote: Quote, wanted: Sequence[str]) -> Found | None:
    payload, gettext = quote.event.payload, site().gettext
    if quote.variable == COMMENT:
        text = str(payload.get("text") or "")
        who = gettext("Comment of {person}", person=name_of(quote.event.actor))
        return Found(who, _around(text, wanted), quote.event.seq, comment=True) if _holds(text, wanted) else None
    values = type_of(quote.event).values(payload)
    seen = seen_by(site().runtime.library.marks(connection, quote.versions), reader)
    shown = seen.data(values).get(quote.variable)
    if shown is None or is_withheld(shown):
        return None
    said = list(texts_of(quote.variable, values.get(quote.variable)))
    at = next((number for number, text in enumerate(said) if _holds(text, wanted)), None)
    texts = list(texts_of(quote.variable, shown))  # as many, unless something within is hidden
    if at is None or not texts:
        return None
    field = fields_of(connection, quote.versions, quote.event.element).get(quote.variable)
    place = field.label if field is not None and field.label else gettext("Answer")
    return Found(place, _around(texts[min(at, len(texts) - 1)], wanted), quote.event.seq, comment=False)


def _holds(text: str, wanted: Sequence[str]) -> bool:
    """Whether a word of a text begins as one of those that were looked for."""
    return any(word.startswith(tuple(wanted)) for word in words(text, most=MOST))


def fields_of(connection: Connection, versions: Mapping[str, int], element: str | None) -> Mapping[str, Component]:
    """The fields of the form of a step, by variable, in the versions that an instance runs on."""
    library = site().runtime.library
    for process_id, number in versions.items():
        for activity in library.process(connection, process_id, number).activities():
            if activity.id == element and activity.form is not None:
                return form_fields(library.form(connection, process_id, number, activity.form))
    return {}


def _around(text: str, wanted: Sequence[str]) -> str:
    """A text on one line, cut around the first word that was looked for."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    parts = line.split(" ")
    at = next((n for n, part in enumerate(parts) if any(w.startswith(tuple(wanted)) for w in words(part))), 0)
    begins = max(0, len(" ".join(parts[:at])) - LONGEST // 3)
    begins = begins and line.index(" ", begins) + 1
    cut = line[begins : begins + LONGEST].rstrip()
    return ("…" if begins else "") + cut + ("…" if begins + LONGEST < len(line) else "")
