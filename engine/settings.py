"""The settings: one frozen object, read once from ``CAUCE_*`` variables and passed in."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from engine.errors import BadSetting

if TYPE_CHECKING:  # its parser of headers costs every command 20 ms, and few have a mail server
    from email.headerregistry import Address

    from engine.history.notes import VerifierKey

SUPPORTED = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
KNOWN = {
    "CAUCE_DATABASE_URL",
    "CAUCE_TIMEZONE",
    "CAUCE_LOCALE",
    "CAUCE_BASE_URL",
    "CAUCE_HOSTS",
    "CAUCE_PROXY",
    "CAUCE_TAKEOVER_SECONDS",
    "CAUCE_SMTP_URL",
    "CAUCE_MAIL_FROM",
    "CAUCE_WEBHOOK_URL",
    "CAUCE_WEBHOOK_SECRET",
    "CAUCE_SEAL_KEY",
    "CAUCE_KEPT_CHECKPOINT",
    "CAUCE_CHECKPOINTS_DIRECTORY",
    "CAUCE_CHECKPOINTS_TO",
    "CAUCE_WITNESS_URL",
    "CAUCE_WITNESS_KEY",
    "CAUCE_SIGNERS",
}
Security = Literal["none", "starttls", "tls"]
# Explicit: a server that stops offering STARTTLS must not make us send a password in the clear.
SMTP_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]")
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


@dataclass(frozen=True)
class Leaving:
    """How each checkpoint leaves the house: as a file in `directory`, by `mail` to the auditors, to the `webhook`."""

    directory: Path | None = None
    mail: bool = False
    webhook: bool = False


@dataclass(frozen=True)
class WitnessAddress:
    """Where checkpoints are sent to be co-signed, and the key that does it."""

    url: str
    key: "VerifierKey"


@dataclass(frozen=True)
class Settings:
    """`database_url` in SQLAlchemy's form; `timezone` is where people read the time; `locale` what they read.

    `base_url` is where people find the site, without a slash at its end; `hosts` are further names under which it
    answers, besides that one and this machine's own; `proxy` is the address of the one proxy in front of it, whose word
    on where a request comes from is taken. After `takeover` without a sign of life, what
    a worker had begun is done by another one. Without `mail` no e-mail leaves; without `webhook` no event is handed
    off. `seal_key` is the file with the key that the log is signed with: on SQLite, where none is named, one beside the
    database; None on PostgreSQL, where a key beside the workers would be another key on each machine.
    `kept_checkpoint` is the file in which the last checkpoint is kept outside the database, where that is not the one
    beside the key; `leaving` is how they leave the house, `witness` who co-signs them. `signers` is how many different
    people sign a version (`engine.definitions.signing`), 3 or 2.
    """

    database_url: str = "sqlite:///var/cauce.sqlite3"
    timezone: str = "America/Mexico_City"
    locale: str = "es"
    base_url: str | None = None
    hosts: frozenset[str] = frozenset()
    proxy: str | None = None
    takeover: timedelta = timedelta(seconds=60)
    mail: MailServer | None = None
    webhook: Webhook | None = None
    seal_key: Path | None = Path("var/cauce.seal-key.pem")
    kept_checkpoint: Path | None = None
    leaving: Leaving = Leaving()
    witness: WitnessAddress | None = None
    signers: int = 3

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the ``CAUCE_*`` variables of `environ`.

        Raises BadSetting, naming the variable and what it should be, for a wrong value or an unknown ``CAUCE_`` name.
        """
        for name in environ:
            if name.startswith("CAUCE_") and name not in KNOWN:
                raise BadSetting(name=name, value=environ[name], expected=", ".join(sorted(KNOWN)))
        database_url = _database_url(environ)
        return cls(
            database_url=database_url,
            timezone=_timezone(environ),
            locale=_locale(environ),
            base_url=_base_url(environ),
            hosts=_hosts(environ),
            proxy=_proxy(environ),
            takeover=_takeover(environ),
            mail=_mail(environ),
            webhook=_webhook(environ),
            seal_key=_seal_key(environ, database_url),
            kept_checkpoint=_path(environ, "CAUCE_KEPT_CHECKPOINT", "/mnt/auditor/cauce.checkpoint"),
            leaving=_leaving(environ),
            witness=_witness(environ),
            signers=_signers(environ),
        )


def _database_url(environ: Mapping[str, str]) -> str:
    text = environ.get("CAUCE_DATABASE_URL", Settings.database_url)
    expected = "sqlite:///ruta/archivo.sqlite3, postgresql://usuario@servidor/base"
    try:
        url = make_url(text)
        driver = SUPPORTED[url.drivername.partition("+")[0]]
    except (ArgumentError, KeyError) as error:
        raise BadSetting(name="CAUCE_DATABASE_URL", value=text, expected=expected) from error
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise BadSetting(name="CAUCE_DATABASE_URL", value=text, expected=expected)
    if driver == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database)))
    return url.set(drivername=driver).render_as_string(hide_password=False)


def _seal_key(environ: Mapping[str, str], database_url: str) -> Path | None:
    named = _path(environ, "CAUCE_SEAL_KEY", "/etc/cauce/sellos.pem")
    if named is not None:
        return named
    url = make_url(database_url)
    return Path(url.database or "").with_suffix(".seal-key.pem") if url.drivername == "sqlite" else None


def _path(environ: Mapping[str, str], name: str, expected: str) -> Path | None:
    named = environ.get(name)
    if named is not None and not named.strip():
        raise BadSetting(name=name, value=named, expected=expected)
    return None if named is None else Path(named)


def _signers(environ: Mapping[str, str]) -> int:
    text = environ.get("CAUCE_SIGNERS", str(Settings.signers))
    if text not in ("2", "3"):
        raise BadSetting(name="CAUCE_SIGNERS", value=text, expected="3, 2")
    return int(text)


def _timezone(environ: Mapping[str, str]) -> str:
    timezone = environ.get("CAUCE_TIMEZONE", Settings.timezone)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSetting(name="CAUCE_TIMEZONE", value=timezone, expected="America/Mexico_City") from error
    return timezone


def _locale(environ: Mapping[str, str]) -> str:
    locale = environ.get("CAUCE_LOCALE", Settings.locale)
    if locale not in ("es", "en"):
        raise BadSetting(name="CAUCE_LOCALE", value=locale, expected="es, en")
    return locale


def _base_url(environ: Mapping[str, str]) -> str | None:
    text = environ.get("CAUCE_BASE_URL")
    if text is None:
        return None
    url = _split("CAUCE_BASE_URL", text, "https://cauce.empresa.mx", schemes=("http", "https"))
    if url.query:
        raise BadSetting(name="CAUCE_BASE_URL", value=text, expected="https://cauce.empresa.mx")
    return text.rstrip("/")


def _hosts(environ: Mapping[str, str]) -> frozenset[str]:
    text = environ.get("CAUCE_HOSTS", "")
    names = text.replace(",", " ").lower().split()
    if any(HOST.fullmatch(name) is None for name in names):
        raise BadSetting(name="CAUCE_HOSTS", value=text, expected="cauce.empresa.mx, intranet, 10.0.0.7")
    return frozenset(names)


def _proxy(environ: Mapping[str, str]) -> str | None:
    text = environ.get("CAUCE_PROXY")
    try:
        return None if text is None else str(ipaddress.ip_address(text))
    except ValueError as error:
        raise BadSetting(name="CAUCE_PROXY", value=text, expected="127.0.0.1") from error


def _takeover(environ: Mapping[str, str]) -> timedelta:
    text = environ.get("CAUCE_TAKEOVER_SECONDS", str(int(Settings.takeover.total_seconds())))
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 2 <= int(text) <= 3600):
        raise BadSetting(name="CAUCE_TAKEOVER_SECONDS", value=text, expected="2 … 3600")
    return timedelta(seconds=int(text))


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    text = environ.get("CAUCE_SMTP_URL")
    sender = _sender(environ.get("CAUCE_MAIL_FROM"), required=text is not None)
    if text is None or sender is None:
        return None
    expected = "smtp://servidor:25, smtp+starttls://usuario:clave@servidor:587, smtps://usuario:clave@servidor:465"
    url = _split("CAUCE_SMTP_URL", text, expected, schemes=tuple(SMTP_SCHEMES), user=True)
    security, port = SMTP_SCHEMES[url.scheme]
    clear = security == "none" and not _is_loopback(url.hostname or "")
    if url.path not in ("", "/") or url.query or (url.username is None) != (url.password is None):
        raise BadSetting(name="CAUCE_SMTP_URL", value=_without_user(url), expected=expected)
    if url.username and clear:  # a password never crosses a network as it is
        raise BadSetting(name="CAUCE_SMTP_URL", value=_without_user(url), expected=expected.partition(", ")[2])
    user, password = (unquote(part) if part else None for part in (url.username, url.password))
    return MailServer(url.hostname or "", url.port or port, security, sender, user, password)


def _sender(text: str | None, *, required: bool) -> "Address | None":
    if text is None and not required:
        return None
    from email.headerregistry import Address

    found = SENDER.fullmatch(text or "")
    if found is None:
        raise BadSetting(name="CAUCE_MAIL_FROM", value=text or "", expected="Cauce <cauce@empresa.mx>")
    return Address((found["name"] or "").strip(), found["user"], found["domain"])


def _webhook(environ: Mapping[str, str]) -> Webhook | None:
    text, secret = environ.get("CAUCE_WEBHOOK_URL"), environ.get("CAUCE_WEBHOOK_SECRET")
    if text is None and secret is None:
        return None
    _split("CAUCE_WEBHOOK_URL", text or "", "https://crm.empresa.mx/cauce", schemes=("http", "https"))
    try:
        if not (secret or "").startswith("whsec_"):
            raise ValueError("no prefix")
        key = base64.b64decode((secret or "").removeprefix("whsec_"), validate=True)
        if not 24 <= len(key) <= 64:
            raise ValueError("too short or too long")
    except (binascii.Error, ValueError):  # not chained: the cause would show the secret
        expected = "whsec_ + base64 (24 … 64 bytes)"
        raise BadSetting(name="CAUCE_WEBHOOK_SECRET", value="…", expected=expected) from None
    return Webhook(text or "", key)


def _leaving(environ: Mapping[str, str]) -> Leaving:
    """The ways that were chosen. One that leads nowhere stops the start: nobody would notice what does not leave."""
    text = environ.get("CAUCE_CHECKPOINTS_TO", "")
    ways = set(text.replace(",", " ").split())
    needed = {"mail": "CAUCE_SMTP_URL", "webhook": "CAUCE_WEBHOOK_URL"}
    if ways - needed.keys() or any(needed[way] not in environ for way in ways):
        expected = ", ".join(f"{way} (+ {name})" for way, name in needed.items())
        raise BadSetting(name="CAUCE_CHECKPOINTS_TO", value=text, expected=expected)
    directory = _path(environ, "CAUCE_CHECKPOINTS_DIRECTORY", "/mnt/auditor/sellos")
    return Leaving(directory, "mail" in ways, "webhook" in ways)


def _witness(environ: Mapping[str, str]) -> WitnessAddress | None:
    url, key = environ.get("CAUCE_WITNESS_URL"), environ.get("CAUCE_WITNESS_KEY")
    if url is None and key is None:
        return None
    from engine.history.notes import COSIGNATURE, VerifierKey

    _split("CAUCE_WITNESS_URL", url or "", "https://testigo.auditor.mx", schemes=("http", "https"))
    try:
        known = VerifierKey.of(key or "")
        if known.type != COSIGNATURE:
            raise ValueError("not the key of a witness")
    except ValueError as error:
        raise BadSetting(name="CAUCE_WITNESS_KEY", value=key or "", expected="nombre+id+llave") from error
    return WitnessAddress((url or "").rstrip("/"), known)


def _split(name: str, text: str, expected: str, *, schemes: tuple[str, ...], user: bool = False) -> SplitResult:
    """A URL with a host and nothing that we would ignore. Raises BadSetting without repeating a password."""
    wrong = BadSetting(name=name, value=text.rpartition("@")[2], expected=expected)
    try:
        url = urlsplit(text)
        usable = url.scheme in schemes and bool(url.hostname) and url.port != 0 and not url.fragment
    except ValueError:
        raise wrong from None
    if not usable or not text.isascii() or any(char <= " " for char in text) or ("@" in url.netloc and not user):
        raise wrong
    return url


def _without_user(url: SplitResult) -> str:
    return url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
