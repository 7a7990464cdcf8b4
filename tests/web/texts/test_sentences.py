"""Sentences of events."""

import pytest

from engine.history.chain import Event
from engine.history.event_types import REGISTRY, EventType
from web.i18n import Translator
from web.texts.sentences import SentenceWriter

READ = Event(
    "GC-2026-0001", 1, "", "", "paso", 1, None, None, None, "site", "2026-03-02T15:00:00Z", None, "{}", "", "", ""
)


def by_id(person: str, _moment: str) -> str:
    return person


@pytest.mark.parametrize("event_type", REGISTRY.values(), ids=lambda event_type: event_type.name)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_place_of_every_sentence_is_filled(event_type: EventType, language: str) -> None:
    writer = SentenceWriter(Translator(language), str, by_id, str, str)
    event = READ._replace(type=event_type.name)
    sentence = writer.sentence(event)
    assert sentence and "{" not in sentence


@pytest.mark.parametrize(
    ("role", "channel", "said"),
    [
        ("comercial", "site", "como Comercial, en el sitio"),
        ("cliente", "link", "por el enlace del cliente"),
        (None, "job", "por sí solo, a su hora"),
        ("comercial", "terminal:ana", "como Comercial, en una terminal del usuario ana del sistema"),
        (None, "paloma {x}", "paloma {x}"),
    ],
)
def test_the_role_and_the_way_of_an_event_are_said(role: str | None, channel: str, said: str) -> None:
    writer = SentenceWriter(Translator("es"), str, by_id, str.capitalize, str)
    assert writer.way(READ._replace(role=role, channel=channel)) == said


def test_a_clock_that_went_back_is_said_with_what_it_said() -> None:
    writer = SentenceWriter(Translator("es"), str, by_id, str, lambda moment: f"{moment:%H:%M}")
    assert writer.clock(READ) == ""
    marked = READ._replace(clock="2026-03-02T14:00:00.000000Z")
    assert writer.clock(marked) == "el reloj se había atrasado y marcaba 14:00; se conservó la hora anterior"
