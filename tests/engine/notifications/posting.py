"""A company that has something to send, and a way out that a test decides over."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from engine.instances import commands, samples
from engine.notifications import queries
from engine.notifications.delivery import Channel, DeliveryFailed, Letter, deliver, texts
from engine.notifications.queries import Entry
from engine.notifications.record import Receipt
from tests.support import Company

ACCEPTED = Receipt((), "mail.example.com:25", "250 OK", "d" * 64)
LEASE = timedelta(minutes=1)
SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}


class Still:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


class Scripted:
    """Keeps what it is given; each delivery ends as the next of `outcomes` says, and well when there is none."""

    def __init__(self, *outcomes: DeliveryFailed | Callable[[], None] | None) -> None:
        self.sent: list[Letter] = []
        self._outcomes = list(outcomes)

    def send(self, letter: Letter, at: datetime) -> Receipt:
        self.sent.append(letter)
        outcome = self._outcomes.pop(0) if self._outcomes else None
        if isinstance(outcome, DeliveryFailed):
            raise outcome
        if outcome is not None:
            outcome()
        return replace(ACCEPTED, to=tuple(texts(letter.payload.get("to"))))


def with_webhook(company: Company) -> Company:
    """The same company, handing events off."""
    return replace(company, runtime=replace(company.runtime, webhook=True))


def notify(company: Company) -> str:
    """Bring an opportunity to where it writes one e-mail, to the people of SOC/NOC; gives the folio."""
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", SERVICE)
    return folio


def fail_before_the_commit(company: Company) -> None:
    """Do what writes an e-mail, and lose it all."""
    folio = company.start()
    company.do(folio, "prospeccion")
    id, at = company.task(folio, "validacion").item.id, company.clock()
    with suppress(ConnectionError), company.database.transaction() as connection:
        given = samples.filled(connection, company.runtime, id, SERVICE, actor="comercial", at=at)
        commands.complete(connection, company.runtime, id, given, actor="comercial", at=at)
        raise ConnectionError("the line was cut")


def post(company: Company, clock: Still, **channels: Channel) -> int:
    """Deliver what is due; gives how many letters were tried."""
    return deliver(company.database, channels, clock, LEASE)


def entries(company: Company, *statuses: str) -> list[Entry]:
    """The outbox, oldest first."""
    wanted: Sequence[str] = statuses or ("pending", "delivered", "dead")
    with company.database.reading() as connection:
        return queries.entries(connection, wanted, limit=1000)[::-1]


def entry(company: Company) -> Entry:
    """The one row of the outbox."""
    (found,) = entries(company)
    return found
