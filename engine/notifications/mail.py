"""E-mail, handed to the company's own server by SMTP (RFC 5321)."""

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote

from engine.history.log import is_folio
from engine.notifications import html
from engine.notifications.delivery import DeliveryFailed, Letter, texts
from engine.notifications.html import Action
from engine.notifications.record import Receipt
from engine.setting_parts.company import NOBODY, Company
from engine.setting_parts.letters import MailServer

ATEXT = "!#$&'*+/=?^`{|}"  # what a Message-ID may hold as it is (RFC 5322, 3.2.3), besides what quote() leaves


class _Server(smtplib.SMTP):
    """Keeps what the server said when it accepted a message, which smtplib drops."""

    accepted = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)
        self.accepted = _said(code, said)
        return code, said


class _ServerOverTls(smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""

    accepted = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)
        self.accepted = _said(code, said)
        return code, said


def _said(code: int, said: bytes) -> str:
    return f"{code} {' '.join(said.decode(errors='replace').split())}"[:500]


class Mailer:
    """Sends letters over one connection, opened with the first of them. A context manager; not for several threads.

    `site` is the address under which people find Cauce, `company` who writes; `timeout` is for each step of the
    dialogue, in seconds.
    """

    def __init__(
        self, server: MailServer, site: str | None, timeout: float, company: Company = NOBODY, language: str = "es"
    ) -> None:
        self._server = server
        self._site = site
        self._timeout = timeout
        self._company = company
        self._language = language
        self._smtp: _Server | _ServerOverTls | None = None

    def __enter__(self) -> "Mailer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):  # it has all that was sent; a good-bye changes nothing
                self._smtp.quit()

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Send one letter to those who do not have it yet; gives what the server said. Raises DeliveryFailed."""
        good, bad = sort_out(texts(letter.payload["to"]))
        have_it = set(texts(letter.payload.get("reached")))
        to = [address for address in good if address not in have_it]
        refused: dict[str, tuple[int, bytes]] = {}
        message, reply = compose(letter, good, self._server.sender, self._site, self._company, self._language), ""
        if to:
            smtp = self._open()
            try:
                refused = smtp.send_message(message, self._server.sender.addr_spec, to)
                reply = smtp.accepted
            except (smtplib.SMTPException, OSError) as error:
                self._drop()
                raise failure(error) from error
        refused |= {address: (553, why.encode()) for address, why in bad.items()}
        if refused:
            told = smtplib.SMTPRecipientsRefused(refused)
            reached = [address for address in to if address not in refused]
            raise DeliveryFailed(reason(told), permanent=permanent(told), reached=reached)
        digest = hashlib.sha256(message.as_bytes()).hexdigest()
        return Receipt(tuple(to), f"{self._server.host}:{self._server.port}", reply, digest)

    def connect(self) -> None:
        """Open the connection, greet and come in, and send nothing. Raises DeliveryFailed."""
        smtp = self._open()
        try:
            smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise failure(error) from error

    def _open(self) -> "_Server | _ServerOverTls":
        if self._smtp is not None:
            return self._smtp
        server = self._server
        # Said by name, since smtplib would ask a name server who we are.
        own, host = socket.gethostname(), (server.host, server.port)
        own = own if "." in own else server.sender.domain
        smtp: _Server | _ServerOverTls
        try:
            if server.security == "tls":
                smtp = _ServerOverTls(*host, own, timeout=self._timeout, context=ssl.create_default_context())
            else:
                smtp = _Server(*host, own, timeout=self._timeout)
            self._smtp = smtp
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user is not None and server.password is not None:
                smtp.login(server.user, server.password)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            # Whatever it is, it is between us and the server: the letter has no part in it.
            raise DeliveryFailed(reason(error), unreachable=True) from error
        return smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def sort_out(addresses: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Those that can be written to, and what is wrong with each of the others."""
    good, bad = [], {}
    for text in addresses:
        try:
            Address(addr_spec=text)
            text.encode("ascii")
        except (ValueError, LookupError) as error:
            bad[text] = str(error)
        else:
            good.append(text)
    return good, bad


def compose(
    letter: Letter,
    to: Iterable[str],
    sender: Address,
    site: str | None,
    company: Company = NOBODY,
    language: str = "es",
) -> EmailMessage:
    """The message of a letter as text and as HTML: the same, byte for byte, at every attempt.

    Answers go to the company's mailbox, or to whom the letter names (``reply_to``). A client reads at its end who wrote
    and how they are reached; our own people which instance it is about, and where the site is.
    """
    message = EmailMessage()
    message["Subject"] = " ".join(str(letter.payload["subject"]).split())  # a value may hold a line break
    message["From"] = sender
    message["To"] = [Address(addr_spec=address) for address in to]
    answers_to = company.reply_to or letter.payload.get("reply_to")
    if answers_to is not None:
        message["Reply-To"] = Address(addr_spec=str(answers_to))
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{quote(letter.key, safe=ATEXT)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: an absence notice is not for us
    about = letter.key.rsplit(".", 2)[0]
    # A letter about no instance is known by a key of ours, which says nothing to people. Whoever is outside has no
    # account, and a link of their own.
    known = about if is_folio(about) else None
    outside = "link" in letter.payload or "client" in letter.payload
    writer = str(letter.payload.get("writer", "")) or None
    where = f"{site}{letter.payload.get('foot', '/')}" if site else None
    told = (writer, company.name, company.telephone, known) if outside else (known, where)
    foot = " · ".join(filter(None, told))
    body, actions = str(letter.payload["body"]).strip(), _actions(letter, None if outside else site)
    message.set_content(f"{body}\n{html.lines(actions)}" + (f"\n-- \n{foot}\n" if foot else ""))
    message.add_alternative(
        html.page(str(message["Subject"]), body, actions, company.name, foot, language), subtype="html"
    )
    message.set_boundary("=_" + hashlib.sha256(letter.key.encode()).hexdigest()[:32])  # the same at every attempt
    return message


def _actions(letter: Letter, site: str | None) -> list[Action]:
    """What a letter has buttons for: an address of its own, or a path of the site where people find that."""
    given, found = letter.payload.get("actions"), []
    for each in given if isinstance(given, list) else []:
        if not isinstance(each, Mapping):
            continue
        address = each.get("address") or (f"{site}{each['path']}" if site and each.get("path") else None)
        if address is not None:
            found.append(Action(str(each["text"]), str(address), str(each.get("group", ""))))
    return found


def failure(error: smtplib.SMTPException | OSError) -> DeliveryFailed:
    """What an error during the dialogue means for the letter."""
    answered = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
    return DeliveryFailed(reason(error), permanent=permanent(error), unreachable=not answered)


def permanent(error: smtplib.SMTPException | OSError) -> bool:
    """Whether the server said no for good (5yz, RFC 5321, 4.2.1), to everybody it refused."""
    codes = [code for code, _ in _answers(error).values()]
    return bool(codes) and all(500 <= code <= 599 for code in codes)


def reason(error: smtplib.SMTPException | OSError) -> str:
    """What the server said, with the address it said it of."""
    answers = _answers(error)
    if not answers:
        return f"{type(error).__name__}: {error}"
    return "; ".join(f"{name} {code} {said.decode(errors='replace')}".strip() for name, (code, said) in answers.items())


def _answers(error: smtplib.SMTPException | OSError) -> Mapping[str, tuple[int, bytes]]:
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return refused
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            return {"": (code, said if isinstance(said, bytes) else said.encode())}
    return {}
