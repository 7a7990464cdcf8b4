"""The settings: one frozen object, read once from ``CAUCE_*`` variables and passed in."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.errors import BadSetting
from engine.setting_names import KNOWN
from engine.setting_parts import letters, sealing
from engine.setting_parts.company import Company, company
from engine.setting_parts.letters import MailServer, Webhook
from engine.setting_parts.networks import Network, webhook_networks
from engine.setting_parts.scanning import Clamd, clamd
from engine.setting_parts.sealing import Leaving, TimestampAuthority, WitnessAddress
from engine.setting_parts.sign_on import SignOn, local_accounts, sign_on
from engine.setting_parts.texts import address, path_in

if TYPE_CHECKING:  # certificates cost every command 20 ms
    from cryptography.x509 import Certificate

    from engine.history.notes import VerifierKey

SUPPORTED = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]")


@dataclass(frozen=True)
class Settings:
    """`database_url` in SQLAlchemy's form; `timezone` is where people read the time; `locale` what they read.

    `base_url` is where people find the site, without a slash at its end; `hosts` are further names under which it
    answers, besides that one and this machine's own; `proxy` is the address of the one proxy in front of it, whose word
    on where a request comes from is taken.
    `log` is the form of what is logged; None: what suits whoever reads it.
    `metrics_token` lets other machines ask for figures. After `takeover` without a sign of life,
    what a worker had begun is done by another one. Without `mail` no e-mail leaves; without `webhook` no event is
    handed off; `webhook_networks` are the company's own networks to which webhooks may go that somebody subscribes.
    `seal_key` is the file with the key that the log is signed with: on SQLite, where none is named, one beside the
    database; None on PostgreSQL, where a key beside the workers would be another key on each machine.
    `kept_checkpoint` is the file in which the last checkpoint is kept outside the database, where that is not the one
    beside the key; `leaving` is how they leave the house, `witness` who co-signs them; `witnesses` are the keys of all
    whose co-signatures count, `roots` the certificates by which time-stamps do, `authority` who makes those. `signers`
    is how many different people sign a version (`engine.definitions.signing`), 3 or 2. `sign_on` is the provider by
    which people come in, `local_accounts` whether they may with a password of their own here. `company` is who the
    company is, to its people and to those outside. `clamd` looks through every file that somebody brings.
    """

    database_url: str = "sqlite:///var/cauce.sqlite3"
    timezone: str = "America/Mexico_City"
    locale: str = "es"
    base_url: str | None = None
    hosts: frozenset[str] = frozenset()
    proxy: str | None = None
    log: Literal["json", "words"] | None = None
    metrics_token: str | None = field(default=None, repr=False)
    takeover: timedelta = timedelta(seconds=60)
    mail: MailServer | None = None
    webhook: Webhook | None = None
    webhook_networks: tuple[Network, ...] = ()
    seal_key: Path | None = Path("var/cauce.seal-key.pem")
    kept_checkpoint: Path | None = None
    leaving: Leaving = field(default_factory=Leaving)
    witness: WitnessAddress | None = None
    witnesses: tuple["VerifierKey", ...] = ()
    authority: TimestampAuthority | None = None
    roots: tuple["Certificate", ...] = ()
    signers: int = 3
    sign_on: SignOn | None = None
    local_accounts: bool = True
    company: Company = field(default_factory=Company)
    clamd: Clamd | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the ``CAUCE_*`` variables of `environ`.

        Raises BadSetting, naming the variable and what it should be, for a wrong value or an unknown ``CAUCE_`` name.
        """
        for name in environ:
            if name.startswith("CAUCE_") and name not in KNOWN:
                like = get_close_matches(name, KNOWN) or sorted(KNOWN)
                raise BadSetting(name=name, value=environ[name], expected=", ".join(like), kind="unknown")
        database_url = _database_url(environ)
        witnesses, roots = sealing.witnesses(environ), sealing.roots(environ)
        return cls(
            database_url=database_url,
            timezone=_timezone(environ),
            locale=_locale(environ),
            base_url=_base_url(environ),
            hosts=_hosts(environ),
            proxy=_proxy(environ),
            log=_log(environ),
            metrics_token=_metrics_token(environ),
            takeover=_takeover(environ),
            mail=letters.mail_server(environ),
            webhook=letters.webhook(environ),
            webhook_networks=webhook_networks(environ),
            seal_key=_seal_key(environ, database_url),
            kept_checkpoint=path_in(environ, "CAUCE_KEPT_CHECKPOINT", "/mnt/auditor/cauce.checkpoint"),
            leaving=sealing.leaving(environ),
            witness=sealing.witness(environ, witnesses),
            witnesses=witnesses,
            authority=sealing.authority(environ, roots),
            roots=roots,
            signers=_signers(environ),
            sign_on=sign_on(environ),
            local_accounts=local_accounts(environ),
            company=company(environ),
            clamd=clamd(environ),
        )


def _database_url(environ: Mapping[str, str]) -> str:
    text = environ.get("CAUCE_DATABASE_URL", Settings.database_url)
    expected = "sqlite:///ruta/archivo.sqlite3, postgresql://usuario@servidor/base"
    try:
        url = make_url(text)
        driver = SUPPORTED[url.drivername.partition("+")[0]]
    except (ArgumentError, KeyError, ValueError) as error:  # ValueError: its port is no number
        raise BadSetting(name="CAUCE_DATABASE_URL", value=text, expected=expected) from error
    if driver != "sqlite" and (unknown := _unknown_options(url)):
        raise BadSetting(name="CAUCE_DATABASE_URL", value=unknown, expected=expected)
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise BadSetting(name="CAUCE_DATABASE_URL", value=text, expected=expected)
    if driver == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database)))
    return url.set(drivername=driver).render_as_string(hide_password=False)


def _unknown_options(url: URL) -> str | None:
    """What follows the ``?`` of an address, where PostgreSQL's driver does not know all of it: it would say so at the
    first connection only."""
    from psycopg import ProgrammingError  # loaded where PostgreSQL is used, and not for commands on SQLite
    from psycopg.conninfo import make_conninfo

    try:
        make_conninfo(**{name: value if isinstance(value, str) else value[0] for name, value in url.query.items()})
    except ProgrammingError:
        return "?" + "&".join(url.query)
    return None


def _seal_key(environ: Mapping[str, str], database_url: str) -> Path | None:
    named = path_in(environ, "CAUCE_SEAL_KEY", "/etc/cauce/sellos.pem")
    if named is not None:
        return named
    url = make_url(database_url)
    return Path(url.database or "").with_suffix(".seal-key.pem") if url.drivername == "sqlite" else None


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
    url = address("CAUCE_BASE_URL", text, "https://cauce.empresa.mx", schemes=("http", "https"))
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


def _log(environ: Mapping[str, str]) -> Literal["json", "words"] | None:
    match environ.get("CAUCE_LOG"):
        case None | "json" | "words" as form:
            return form
        case wrong:
            raise BadSetting(name="CAUCE_LOG", value=wrong, expected="json, words")


def _metrics_token(environ: Mapping[str, str]) -> str | None:
    token = environ.get("CAUCE_METRICS_TOKEN")
    if token is not None and not (len(token) >= 16 and token.isascii() and token.isprintable() and " " not in token):
        raise BadSetting(name="CAUCE_METRICS_TOKEN", value="…", expected="16 … (a-z, A-Z, 0-9)")
    return token


def _takeover(environ: Mapping[str, str]) -> timedelta:
    text = environ.get("CAUCE_TAKEOVER_SECONDS", str(int(Settings.takeover.total_seconds())))
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 2 <= int(text) <= 3600):
        raise BadSetting(name="CAUCE_TAKEOVER_SECONDS", value=text, expected="2 … 3600")
    return timedelta(seconds=int(text))
