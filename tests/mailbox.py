"""A real mail server on 127.0.0.1 for the tests (aiosmtpd): keeps what it is sent, refuses what a test says."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

Answer = str | None


@dataclass
class Mailbox:
    """What arrived, and how the next commands are answered: `rcpt` by address, `data` in turn; None is well.

    `on_data` is called in the server's thread with the peer's port and the message, before anything is answered; what
    it gives is the answer, unless it is None.
    """

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    rcpt: dict[str, Answer] = field(default_factory=dict)
    data: list[Answer] = field(default_factory=list)
    on_data: Callable[[int, EmailMessage], Answer] | None = None
    logins: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:
        self.connections += session.host_name is None
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.rcpt.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.on_data(session.peer[1], message) if self.on_data is not None else None
        answer = answer or (self.data.pop(0) if self.data else None)
        if answer is not None:
            return answer
        with self.changed:
            self.received.append(message)
            self.recipients.append(list(envelope.rcpt_tos))
            self.changed.notify_all()
        return "250 OK"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Let in whoever has the password ``secret``."""
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), mechanism))
        return AuthResult(success=data.password == b"secret", handled=False)

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what arrived, in order."""
        return [str(message["Message-ID"]) for message in self.received]

    def wait_until(self, enough: Callable[[], bool], *, timeout: float) -> None:
        """Return as soon as what arrived is `enough`. Fails the test after `timeout` seconds."""
        with self.changed:
            assert self.changed.wait_for(enough, timeout), self.ids


def text_of(message: EmailMessage) -> str:
    """What a message says as text, beside its HTML."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """What a message says as HTML."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@contextmanager
def mail_server(box: Mailbox, tls: ssl.SSLContext | None = None, *, starttls: bool = False) -> Iterator[Mailbox]:
    """Serve `box` on a free port, in the clear unless there is `tls`: from the start, or by STARTTLS."""
    options: dict[str, Any] = {"authenticator": box.login, "auth_require_tls": starttls}
    if starttls:
        options |= {"tls_context": tls, "require_starttls": True}
    # Not aiosmtpd's Controller: it wants to be told a port, and the only free one is the one the system gives.
    # All of it in a thread of its own: a browser's test has a loop running in this one.
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    serving = loop.create_server(lambda: SMTP(box, loop=loop, **options), "127.0.0.1", 0, ssl=None if starttls else tls)
    server = asyncio.run_coroutine_threadsafe(serving, loop).result()
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(server: asyncio.Server) -> None:
    server.close()
    open_ones = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_ones:
        task.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)
