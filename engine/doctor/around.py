"""What is around: the mail server, the proxy and the address of the site."""

import http.client
from collections.abc import Iterator
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from bpmn.messages import lazy_gettext
from engine.doctor.findings import Finding, good, warning, wrong
from engine.documents.scanning import NotScanned, answers
from engine.notifications.delivery import DeliveryFailed, Letter
from engine.settings import Settings

MAIL, SITE, PROXY, SCANNER = "mail", "site", "proxy", "scanner"
TIMEOUT = 10.0  # seconds
LOCAL = {"127.0.0.1", "localhost", "::1"}


def mail(settings: Settings, to: str | None, subject: str, now: datetime) -> Iterator[Finding]:
    """Whether the mail server answers and lets Cauce in; a letter with that `subject` is sent `to` whom it is given."""
    if settings.mail is None:
        yield warning(
            MAIL,
            lazy_gettext("No mail server is set: no e-mail leaves."),
            lazy_gettext("Give CAUCE_SMTP_URL and CAUCE_MAIL_FROM."),
        )
        return
    from engine.notifications.mail import Mailer

    where = {"host": settings.mail.host, "port": settings.mail.port}
    try:
        with Mailer(settings.mail, settings.base_url, TIMEOUT, settings.company) as mailer:
            mailer.connect()
            if to is not None:
                payload = {"to": [to], "subject": subject, "body": subject}
                mailer.send(Letter(0, f"cauce.doctor.{now.timestamp():.0f}", "email", payload, now, 1), now)
    except DeliveryFailed as error:
        yield wrong(
            MAIL,
            lazy_gettext("The mail server {host}:{port} does not do: {reason}", **where, reason=error.reason),
            lazy_gettext("See CAUCE_SMTP_URL: address, port, kind of encryption, user and password."),
        )
        return
    if to is None:
        yield good(MAIL, lazy_gettext("The mail server {host}:{port} answers and lets Cauce in.", **where))
    else:
        yield good(MAIL, lazy_gettext("The mail server {host}:{port} took a letter to {email}.", **where, email=to))


def scanner(settings: Settings) -> Iterator[Finding]:
    """Whether the scanner that is set answers: without it no file is taken."""
    if settings.clamd is None:
        return
    where = str(settings.clamd)
    try:
        answers(settings.clamd)
    except NotScanned as error:
        yield wrong(
            SCANNER,
            lazy_gettext(
                "The scanner at {where} does not answer: {reason}", where=where, reason=error.details["reason"]
            ),
            lazy_gettext("No file is taken until it does. See CAUCE_CLAMD, and whether clamd runs."),
        )
        return
    yield good(SCANNER, lazy_gettext("The scanner at {where} answers.", where=where))


def site(settings: Settings) -> Iterator[Finding]:
    """Whether the address of the site and the proxy in front of it fit together, and whether the site answers there."""
    base = settings.base_url
    if base is None:
        yield warning(
            SITE,
            lazy_gettext("Nobody said where people find the site: links in e-mails wait."),
            lazy_gettext("Give CAUCE_BASE_URL, such as https://cauce.empresa.mx"),
        )
        return
    url = urlsplit(base)
    local = (url.hostname or "") in LOCAL
    if url.scheme == "http" and not local:
        yield warning(
            SITE,
            lazy_gettext("People find the site at {url}, without encryption.", url=base),
            lazy_gettext("Put a proxy that speaks https before it, and let CAUCE_BASE_URL begin with https:"),
        )
    if settings.proxy is None and not local:
        yield warning(
            PROXY,
            lazy_gettext("No proxy is set: whoever guesses passwords is told apart by the proxy's address alone."),
            lazy_gettext("Where there is one in front of the site, name its address in CAUCE_PROXY."),
        )
    elif settings.proxy is not None:
        yield good(
            PROXY,
            lazy_gettext(
                "What the proxy {address} says of where people come from is believed.", address=settings.proxy
            ),
        )
    yield _answer(base)


def _answer(base: str) -> Finding:
    try:
        with urlopen(f"{base}/readyz", timeout=TIMEOUT) as answer:
            status = answer.status
    except HTTPError as error:
        status = error.code
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        reason = str(getattr(error, "reason", error))
        return warning(
            SITE,
            lazy_gettext("The site does not answer at {url}: {reason}.", url=base, reason=reason),
            lazy_gettext(
                "Where it should run: start it, and see name, certificate and proxy. Nobody gets in by that address."
            ),
        )
    if status in (502, 504):
        return warning(
            SITE,
            lazy_gettext(
                "The proxy answers at {url} with the status {status}, and no site behind it.", url=base, status=status
            ),
            lazy_gettext("Start the site with «cauce serve», and see that the proxy passes on to its port."),
        )
    if status == 503:
        return warning(
            SITE,
            lazy_gettext("The site answers at {url} that its database does not.", url=base),
            lazy_gettext("See what the log of the site says, and what is said here of the database."),
        )
    if status >= 400:
        return warning(
            SITE,
            lazy_gettext("The site answers at {url} with the status {status}.", url=base, status=status),
            lazy_gettext(
                "See that the proxy hands the name on, and that it is that of CAUCE_BASE_URL or in CAUCE_HOSTS."
            ),
        )
    return good(SITE, lazy_gettext("The site answers at {url}.", url=base))
