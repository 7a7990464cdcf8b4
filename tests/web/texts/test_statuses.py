"""Every status that people see has its words, in Spanish and in English."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from bpmn.messages import Message
from engine.definitions.statuses import DraftStatus, VersionStatus
from engine.history.statuses import InstanceStatus
from engine.notifications.statuses import LetterStatus
from web.i18n import Translator
from web.texts.outbox import STATUSES
from web.texts.statuses import INSTANCE_STATUSES
from web.texts.versions import DRAFT_STATUSES, VERSION_STATUSES

TEXTS: list[tuple[type[StrEnum], Mapping[str, Message]]] = [
    (InstanceStatus, INSTANCE_STATUSES),
    (VersionStatus, VERSION_STATUSES),
    (DraftStatus, DRAFT_STATUSES),
    (LetterStatus, STATUSES),
]


@pytest.mark.parametrize(("statuses", "texts"), TEXTS, ids=[statuses.__name__ for statuses, _ in TEXTS])
def test_each_status_has_its_words_in_both_languages(statuses: type[StrEnum], texts: Mapping[str, Message]) -> None:
    assert set(statuses) == texts.keys()
    spanish, english = (
        {each: Translator(locale).render(text) for each, text in texts.items()} for locale in ("es", "en")
    )
    for each in statuses:
        assert spanish[each] and english[each] and spanish[each] != english[each], each
    assert len(set(spanish.values())) == len(set(english.values())) == len(statuses)
