"""Sentences of events."""

import pytest

from engine.history.chain import Event
from engine.history.event_types import REGISTRY, EventType
from web.i18n import Translator
from web.texts.sentences import SentenceWriter

READ = Event("GC-2026-0001", 1, "", "", "paso", 1, None, None, "2026-03-02T15:00:00Z", "{}", "", "")


@pytest.mark.parametrize("event_type", REGISTRY.values(), ids=lambda event_type: event_type.name)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_place_of_every_sentence_is_filled(event_type: EventType, language: str) -> None:
    writer = SentenceWriter(Translator(language), str, str, str, str)
    event = READ._replace(type=event_type.name)
    sentence = writer.sentence(event)
    assert sentence and "{" not in sentence
