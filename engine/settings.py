"""The settings: one frozen object, read once from ``CAUCE_*`` variables and passed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from engine.errors import BadSetting

SUPPORTED = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@dataclass(frozen=True)
class Settings:
    """`database_url` in SQLAlchemy's form; `timezone` is where people read the time; `locale` what they read."""

    database_url: str = "sqlite:///var/cauce.sqlite3"
    timezone: str = "America/Mexico_City"
    locale: str = "es"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the ``CAUCE_*`` variables of `environ`.

        Raises BadSetting, naming the variable and what it should be, for a wrong value or an unknown ``CAUCE_`` name.
        """
        known = {"CAUCE_DATABASE_URL", "CAUCE_TIMEZONE", "CAUCE_LOCALE"}
        for name in environ:
            if name.startswith("CAUCE_") and name not in known:
                raise BadSetting(name=name, value=environ[name], expected=", ".join(sorted(known)))
        locale = environ.get("CAUCE_LOCALE", cls.locale)
        if locale not in ("es", "en"):
            raise BadSetting(name="CAUCE_LOCALE", value=locale, expected="es, en")
        timezone = environ.get("CAUCE_TIMEZONE", cls.timezone)
        try:
            ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise BadSetting(name="CAUCE_TIMEZONE", value=timezone, expected="America/Mexico_City") from error
        return cls(_database_url(environ.get("CAUCE_DATABASE_URL", cls.database_url)), timezone, locale)


def _database_url(text: str) -> str:
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
