"""Where e-mail and events leave."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from engine.errors import BadSetting
from engine.setting_parts.texts import address, is_loopback, without_user

if TYPE_CHECKING:  # its parser of headers costs every command 20 ms, and few have a mail server
    from email.headerregistry import Address

Security = Literal["none", "starttls", "tls"]
# Explicit: a server that stops offering STARTTLS must not make us send a password in the clear.
SMTP_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
SENDER = re.compile(
    r"""((?P<name>[^<>"@\x00-\x1f]*)<)?(?P<user>[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*)"""
    r"""@(?P<domain>[\w-]+(\.[\w-]+)+)(?(1)>)""",
    re.ASCII,
)


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over, and `sender`, whom it comes from."""

    host: str
    port: int
    security: Security
    sender: "Address"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Webhook:
    """Where events are handed off, and the key they are signed with."""

    url: str
    key: bytes = field(repr=False)


def mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """Read the mail server; None without one. Raises BadSetting."""
    text = environ.get("CAUCE_SMTP_URL")
    sender = _sender(environ.get("CAUCE_MAIL_FROM"), required=text is not None)
    if text is None or sender is None:
        return None
    expected = "smtp://servidor:25, smtp+starttls://usuario:clave@servidor:587, smtps://usuario:clave@servidor:465"
    url = address("CAUCE_SMTP_URL", text, expected, schemes=tuple(SMTP_SCHEMES), user=True)
    security, port = SMTP_SCHEMES[url.scheme]
    clear = security == "none" and not is_loopback(url.hostname or "")
    if url.path not in ("", "/") or url.query or (url.username is None) != (url.password is None):
        raise BadSetting(name="CAUCE_SMTP_URL", value=without_user(url), expected=expected)
    if url.username and clear:  # a password never crosses a network as it is
        raise BadSetting(name="CAUCE_SMTP_URL", value=without_user(url), expected=expected.partition(", ")[2])
    user, password = (unquote(part) if part else None for part in (url.username, url.password))
    return MailServer(url.hostname or "", url.port or port, security, sender, user, password)


def webhook(environ: Mapping[str, str]) -> Webhook | None:
    """Read where events go; None for nowhere. Raises BadSetting, without the secret."""
    text, secret = environ.get("CAUCE_WEBHOOK_URL"), environ.get("CAUCE_WEBHOOK_SECRET")
    if text is None and secret is None:
        return None
    address("CAUCE_WEBHOOK_URL", text or "", "https://crm.empresa.mx/cauce", schemes=("http", "https"))
    from engine.notifications.signing import key_of  # few commands hand anything off

    try:
        key = key_of(secret or "")
    except ValueError:  # not chained: the cause would show the secret
        expected = "whsec_ + base64 (24 … 64 bytes)"
        raise BadSetting(name="CAUCE_WEBHOOK_SECRET", value="…", expected=expected) from None
    return Webhook(text or "", key)


def _sender(text: str | None, *, required: bool) -> "Address | None":
    if text is None and not required:
        return None
    from email.headerregistry import Address

    found = SENDER.fullmatch(text or "")
    if found is None:
        raise BadSetting(name="CAUCE_MAIL_FROM", value=text or "", expected="Cauce <cauce@empresa.mx>")
    return Address((found["name"] or "").strip(), found["user"], found["domain"])
