"""A company that other systems follow: what tests of webhooks speak in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from engine.notifications import queries as letters
from engine.notifications.delivery import deliver
from engine.notifications.outbox import EVENT
from engine.notifications.queries import Entry
from engine.webhooks import commands, publishing, queries
from engine.webhooks.channel import ToWebhooks
from engine.webhooks.lines import Line, line
from engine.webhooks.queries import Webhook
from tests.engine.notifications.posting import LEASE, Still
from tests.receiver import Receiver
from tests.support import Company

HERE = (ip_network("127.0.0.0/8"),)
SITE = "https://cauce.example.com"
TYPES = ("instance_started", "user_task_completed")


@dataclass
class Following:
    """A company and a system that follows it; `clock` stands still unless a test moves it."""

    company: Company
    to: Receiver
    id: int
    secret: str
    clock: Still
    timeout: float = 5

    def publish(self) -> int:
        """Write what happened; gives how many letters that were."""
        until = self.clock.now + timedelta(hours=1)
        return publishing.publish(self.company.database, SITE, str, self.clock, until=until)

    def send(self) -> int:
        """Send what is due; gives how many letters were tried."""
        channel = ToWebhooks(self.company.database, SITE, HERE, self.timeout)
        return deliver(self.company.database, {EVENT: channel}, self.clock, LEASE)

    def go_on(self) -> None:
        """Write and send until there is nothing left to do at this moment."""
        while self.publish() + self.send():
            pass

    def later(self, by: timedelta = timedelta(hours=5)) -> None:
        """Let time pass, more than any pause between two attempts."""
        self.clock.forward(by)

    def line(self) -> Line:
        with self.company.database.reading() as connection:
            return line(connection, self.id)

    def webhook(self) -> Webhook:
        with self.company.database.reading() as connection:
            return queries.webhook(connection, self.id)

    def letters(self) -> list[Entry]:
        """The letters of the outbox for webhooks, the oldest first."""
        with self.company.database.reading() as connection:
            found = letters.entries(connection, ("pending", "delivered", "dead"), limit=1000)  # type: ignore[arg-type]
        return [each for each in found[::-1] if each.kind == EVENT]


def follow(
    company: Company,
    to: Receiver,
    types: Sequence[str] = TYPES,
    process_id: str | None = None,
    name: str = "n8n",
    actor: str = "administrador",
) -> Following:
    """Have the receiver told of these types."""
    with company.database.transaction() as connection:
        at = company.clock()
        url = to.url or "http://127.0.0.1:9/cauce"
        id, secret = commands.add(connection, name, url, types, process_id, networks=HERE, actor=actor, at=at)
    return Following(company, to, id, secret, Still(at))


def command(found: Following, name: str, *args: object, actor: str = "administrador", **more: object) -> object:
    """Give a command over the webhook, at the moment of its clock."""
    at: datetime = found.clock()
    with found.company.database.transaction() as connection:
        return getattr(commands, name)(connection, found.id, *args, actor=actor, at=at, **more)


def two_steps(company: Company) -> str:
    """An opportunity that is begun and done a step of: three events of `TYPES` with that of another process in it."""
    folio = company.start()
    company.do(folio, "prospeccion")
    return folio
