"""What tests of notices speak in: the jobs, run by hand at the company's time, and what they left."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select

from engine.attention import following, handing_back, mailing, reminders
from engine.attention.notes import query
from engine.notifications.mail import Mailer
from engine.telling.channels import choose
from engine.telling.kinds import Channel, NoticeKind
from engine.telling.models import notices
from tests.engine.notifications.posting import Still, post
from tests.engine.notifications.test_mail import server
from tests.mailbox import Mailbox
from tests.support import Company

LONG = timedelta(hours=1)
SITE = "https://cauce.example.com"


def follow(company: Company) -> int:
    """Note whom what happened concerns."""
    return following.follow(company.database, company.runtime, company.clock, until=company.clock.now + LONG)


def remind(company: Company, at: datetime) -> int:
    """Remind of terms at a moment."""
    company.clock.now = at
    return reminders.remind(company.database, company.runtime, company.clock, until=at + LONG)


def hand_back(company: Company) -> int:
    """Give back what substitutes left."""
    return handing_back.hand_back(company.database, company.runtime, company.clock, until=company.clock.now + LONG)


def write_letters(company: Company, *, mails: bool = True) -> int:
    """Write the letters that are wanted at once."""
    return mailing.write_at_once(company.database, company.runtime, mails=mails, at=company.clock.now)


def deliver(company: Company, box: Mailbox) -> list[tuple[str, EmailMessage]]:
    """What arrives at the mail server once the jobs have run, with whom it is for."""
    del box.received[:], box.recipients[:]
    follow(company)
    write_letters(company)
    return leave(company, box)


def leave(company: Company, box: Mailbox) -> list[tuple[str, EmailMessage]]:
    """What arrives of what is written."""
    with Mailer(server(box), SITE, 5) as mailer:
        while post(company, Still(company.clock()), email=mailer):
            pass
    return [(each, letter) for letter, to in zip(box.received, box.recipients, strict=True) for each in to]


def write_digests(company: Company, at: datetime) -> int:
    """Write the letters of the day at a moment."""
    with company.database.reading() as connection:
        calendar = reminders.office(connection, company.runtime)
    return mailing.write_digests(company.database, company.runtime, calendar, at=at)


def wants(company: Company, person: str, kind: NoticeKind, channel: Channel) -> None:
    """Have somebody choose when they want a letter of a kind."""
    with company.database.transaction() as connection:
        choose(connection, person, {kind: channel}, at=company.clock())


def told(company: Company) -> list[tuple[str, str, str | None]]:
    """Who was told of what, and of which step, in order."""
    with company.database.reading() as connection:
        rows = connection.execute(query().order_by(notices.c.id)).all()
        elements = {task.item.id: task.item.visit.element for task in company.tasks()}
    return [(row.person_id, row.kind, elements.get(row.item or "", row.item)) for row in rows]


def forget(company: Company) -> None:
    """Remove all notices, so that a test sees what comes next."""
    with company.database.transaction() as connection:
        connection.execute(notices.delete())


def unread(company: Company, person: str) -> int:
    """How many notices somebody has not read."""
    with company.database.reading() as connection:
        mine = select(notices.c.id).where(notices.c.person_id == person, notices.c.read_at.is_(None))
        return len(connection.execute(mine).all())
