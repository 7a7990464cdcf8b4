"""What to do about what verification finds of a history, in the words of who reads it."""

from collections.abc import Iterable

from bpmn.messages import Message, lazy_gettext
from engine.history.problems import Kind
from web.texts.ledgers import ADVICE

_ITSELF = lazy_gettext(
    "The history itself is not what Cauce wrote. Remove nothing: keep a copy of the database as it is, and compare "
    "this history with the last backup and with evidence that somebody kept, from that event on. Nothing new of it is "
    "sealed until it is in order."
)
_BESIDE_IT = lazy_gettext(
    "The history is whole, and what is stored beside it says something else. «cauce rebuild {folio}» makes that again "
    "from the history; find out who can write to the database."
)
_A_FILE = lazy_gettext(
    "Look for the file in the last backup, or ask whoever handed it in: only that one is it whose SHA-256 stands in "
    "the event."
)
_A_DEFINITION = lazy_gettext(
    "Look for the diagram and its forms in the last backup or in evidence that somebody kept: the first event has "
    "their digests."
)
_TWO_RUNNERS = lazy_gettext(
    "Nobody need have changed anything: tell whoever maintains Cauce, and send them the evidence of this history."
)
_STORED = (
    Kind.SNAPSHOT_CHANGED, Kind.WORK_ITEM_CHANGED, Kind.TIMER_CHANGED, Kind.LINK_CHANGED, Kind.INCIDENT_CHANGED,
    Kind.SEARCH_CHANGED, Kind.FACTS_CHANGED, Kind.INSTANCE_CHANGED,
)  # fmt: skip
_ADVICE: dict[Kind, Message] = dict.fromkeys(_STORED, _BESIDE_IT) | {
    Kind.FILE_CHANGED: _A_FILE,
    Kind.DIAGRAM_CHANGED: _A_DEFINITION,
    Kind.FORM_CHANGED: _A_DEFINITION,
    Kind.PRUNING_DIVERGED: _TWO_RUNNERS,
    Kind.ACTOR_NOT_ENTITLED: ADVICE[Kind.ACTOR_NOT_ENTITLED],
    Kind.ACTOR_WITHOUT_RIGHT: ADVICE[Kind.ACTOR_WITHOUT_RIGHT],
    Kind.INSTANCE_REMOVED: ADVICE[Kind.INSTANCE_REMOVED],
    Kind.INSTANCE_NOT_REGISTERED: ADVICE[Kind.INSTANCE_NOT_REGISTERED],
}


def history_advice(folio: str, kinds: Iterable[str]) -> tuple[Message, ...]:
    """What to do about these kinds of problems, each advice once. What stands beside a history that was changed itself
    is not judged by it."""
    known = {str(kind): text for kind, text in _ADVICE.items()}
    found: list[Message] = []
    for text in (known.get(kind, _ITSELF) for kind in kinds):
        if text not in found:
            found.append(text)
    told = [text for text in found if text != _BESIDE_IT] if _ITSELF in found else found
    return tuple(text.with_values({"folio": folio}) for text in told)
