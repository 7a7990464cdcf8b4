"""What became of the letters of instances, as checks of policies ask."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from sqlalchemy import Connection, select

from engine import canonical_json
from engine.history.models import ledger_entries
from engine.notifications.models import outbox
from engine.notifications.notices import MOST
from engine.notifications.outbox import EMAIL, WEBHOOK
from engine.notifications.record import DELIVERIES, DeliveryType
from engine.notifications.statuses import LetterStatus

SHARE = 500
_WAYS: Mapping[str, Literal["email", "crm"]] = {EMAIL: "email", WEBHOOK: "crm"}
_BECAME: Mapping[str, LetterStatus] = {
    DeliveryType.DELIVERED: LetterStatus.DELIVERED,
    DeliveryType.GIVEN_UP: LetterStatus.DEAD,
    DeliveryType.RETRIED: LetterStatus.PENDING,
}
_ROWS = select(outbox.c.key, outbox.c.kind, outbox.c.payload, outbox.c.status).where(outbox.c.kind.in_(_WAYS))
_ENTRIES = select(ledger_entries.c.subject, ledger_entries.c.type, ledger_entries.c.at).where(
    ledger_entries.c.ledger == DELIVERIES
)


class Letter(NamedTuple):
    """A letter that an event asked for, an e-mail or what was handed to the CRM. `at` is when it arrived, as texts have
    moments; `roles` are those it was for, None where nobody knows any more."""

    way: Literal["email", "crm"]
    status: LetterStatus
    at: str | None = None
    roles: frozenset[str] | None = None


def letters_of(connection: Connection, wanted: Iterable[tuple[str, int]]) -> dict[str, dict[int, list[Letter]]]:
    """The letters that these events (folio, number) asked for, by folio and number.

    What the ledger of deliveries says counts; the row of one that arrived goes after a while, and who it was for with
    it (`engine.notifications.retention`).
    """
    keys = [key for folio, seq in sorted(set(wanted)) for key in _keys(folio, seq)]
    found: dict[str, Letter] = {}
    for start in range(0, len(keys), SHARE):
        share = keys[start : start + SHARE]
        for key, kind, payload, status in connection.execute(_ROWS.where(outbox.c.key.in_(share))):
            told = canonical_json.loads(payload)
            roles = told.get("roles") if isinstance(told, dict) else None
            found[key] = Letter(
                _WAYS[kind], LetterStatus(status), None, frozenset(map(str, roles)) if isinstance(roles, list) else None
            )
        for row in connection.execute(
            _ENTRIES.where(ledger_entries.c.subject.in_(share)).order_by(ledger_entries.c.seq)
        ):
            if row.type in _BECAME:
                status = _BECAME[row.type]
                at = row.at if status is LetterStatus.DELIVERED else None
                before = found.get(row.subject, Letter(_way(row.subject), status))
                found[row.subject] = before._replace(status=status, at=at)
    by_event: dict[str, dict[int, list[Letter]]] = {}
    for key, letter in found.items():
        folio, seq, *_ = key.split(".")
        by_event.setdefault(folio, {}).setdefault(int(seq), []).append(letter)
    return by_event


def _keys(folio: str, seq: int) -> Iterable[str]:
    yield f"{folio}.{seq}"  # what was handed to the CRM
    yield from (f"{folio}.{seq}.{number}" for number in range(MOST))


def _way(key: str) -> Literal["email", "crm"]:
    return "crm" if key.count(".") == 1 else "email"
