"""Settings: read once, and refused by name."""

import pytest

from engine.errors import BadSetting
from engine.settings import Settings


def test_the_defaults_are_a_sqlite_file_in_spanish_on_mexican_time() -> None:
    assert Settings.from_env({}) == Settings("sqlite:///var/cauce.sqlite3", "America/Mexico_City", "es")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://cauce@db/cauce", "postgresql+psycopg://cauce@db/cauce"),
        ("postgres://cauce:secret@db/cauce", "postgresql+psycopg://cauce:secret@db/cauce"),
        ("postgresql:///cauce?host=/run", "postgresql+psycopg:///cauce?host=%2Frun"),
        ("sqlite:////srv/cauce.db", "sqlite:////srv/cauce.db"),
    ],
)
def test_a_database_url_names_the_driver_we_ship(given: str, used: str) -> None:
    assert Settings.from_env({"CAUCE_DATABASE_URL": given}).database_url == used


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAUCE_DATABASE_URL", "mysql://x"),
        ("CAUCE_DATABASE_URL", "not a url"),
        ("CAUCE_DATABASE_URL", "sqlite://"),
        ("CAUCE_DATABASE_URL", "sqlite:///:memory:"),
        ("CAUCE_TIMEZONE", "Mars/Olympus"),
        ("CAUCE_TIMEZONE", "../../etc/passwd"),
        ("CAUCE_LOCALE", "fr"),
        ("CAUCE_DATABSE_URL", "sqlite:///x"),
    ],
)
def test_a_wrong_value_or_name_stops_the_start_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_env({name: value})
    assert caught.value.details["name"] == name
