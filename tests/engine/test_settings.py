"""Settings: read once, and refused by name."""

import base64
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path

import pytest

from engine.errors import BadSetting
from engine.history.notes import COSIGNATURE, VerifierKey
from engine.setting_parts.letters import MailServer, Webhook
from engine.setting_parts.sealing import Leaving, WitnessAddress
from engine.settings import Settings
from tests.authority import new_authority

FROM = {"CAUCE_MAIL_FROM": "Cauce <cauce@example.com>"}
SENDER = Address("Cauce", "cauce", "example.com")
KEY = bytes(range(32))
SECRET = {"CAUCE_WEBHOOK_SECRET": "whsec_" + base64.b64encode(KEY).decode()}


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
        ("CAUCE_DATABASE_URL", "postgresql://cauce@db:port/cauce"),
        ("CAUCE_DATABASE_URL", "postgresql://cauce@db/cauce?sslmod=require"),
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


def test_a_name_that_is_none_is_told_by_the_one_that_it_is_like() -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_env({"CAUCE_DATABSE_URL": "sqlite:///x"})
    assert caught.value.details["kind"] == "unknown"
    assert str(caught.value.details["expected"]).startswith("CAUCE_DATABASE_URL")


def test_the_key_of_the_seals_lies_beside_a_sqlite_file_and_has_no_place_of_its_own_elsewhere() -> None:
    assert Settings.from_env({"CAUCE_DATABASE_URL": "sqlite:////srv/cauce.db"}).seal_key == Path(
        "/srv/cauce.seal-key.pem"
    )
    assert Settings.from_env({"CAUCE_DATABASE_URL": "postgresql://db/cauce"}).seal_key is None
    assert Settings.from_env({"CAUCE_SEAL_KEY": "/keys/a.pem"}).seal_key == Path("/keys/a.pem")
    with pytest.raises(BadSetting):
        Settings.from_env({"CAUCE_SEAL_KEY": " "})
    assert Settings.from_env({"CAUCE_KEPT_CHECKPOINT": "/mnt/k"}).kept_checkpoint == Path("/mnt/k")


WITNESS = VerifierKey("testigo/1", "00" * 32, COSIGNATURE)


def test_a_witness_is_an_address_and_a_key() -> None:
    given = {"CAUCE_WITNESS_URL": "http://127.0.0.1:8090/", "CAUCE_WITNESS_KEY": str(WITNESS)}
    assert Settings.from_env(given).witness == WitnessAddress("http://127.0.0.1:8090", WITNESS)
    for wrong in (
        {"CAUCE_WITNESS_URL": "x"},
        {"CAUCE_WITNESS_KEY": "x"},
        {"CAUCE_WITNESS_KEY": str(VerifierKey("a", "00" * 32))},
    ):
        with pytest.raises(BadSetting):
            Settings.from_env({**given, **wrong})
    with pytest.raises(BadSetting):
        Settings.from_env({"CAUCE_WITNESS_URL": given["CAUCE_WITNESS_URL"]})


def test_a_witness_that_nobody_asks_over_the_network_is_known_by_its_key_alone() -> None:
    other = VerifierKey("testigo/2", "11" * 32, COSIGNATURE)
    offline = Settings.from_env({"CAUCE_WITNESS_KEY": f"{WITNESS} {other}"})
    assert (offline.witness, offline.witnesses) == (None, (WITNESS, other))
    asked = Settings.from_env({"CAUCE_WITNESS_KEY": f"{WITNESS} {other}", "CAUCE_WITNESS_URL": "http://127.0.0.1:1"})
    assert asked.witness == WitnessAddress("http://127.0.0.1:1", WITNESS)


@pytest.mark.processes
def test_a_time_stamp_authority_is_an_address_and_the_certificates_that_vouch_for_it(tmp_path: Path) -> None:
    roots = new_authority(tmp_path / "tsa").certificates
    given = {"CAUCE_TIMESTAMP_URL": "https://tsa.example.mx/tsr", "CAUCE_TIMESTAMP_CERTIFICATES": str(roots)}
    found = Settings.from_env(given)
    assert found.authority is not None and found.authority.url == "https://tsa.example.mx/tsr"
    assert found.roots == found.authority.roots and len(found.roots) == 1 and found.leaving.stamped
    alone = Settings.from_env({"CAUCE_TIMESTAMP_CERTIFICATES": str(roots)})
    assert (alone.authority, alone.roots, alone.leaving.stamped) == (None, found.roots, False)
    (tmp_path / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
    for wrong in (tmp_path, tmp_path / "none.pem", tmp_path / "tsa" / "ca.key", tmp_path / "broken.pem", " "):
        with pytest.raises(BadSetting):
            Settings.from_env({**given, "CAUCE_TIMESTAMP_CERTIFICATES": str(wrong)})
    with pytest.raises(BadSetting):
        Settings.from_env({"CAUCE_TIMESTAMP_URL": given["CAUCE_TIMESTAMP_URL"]})
    with pytest.raises(BadSetting):
        Settings.from_env({**given, "CAUCE_TIMESTAMP_URL": "ftp://tsa.example.mx"})


def test_checkpoints_leave_by_the_ways_that_are_named_and_only_where_those_lead_somewhere() -> None:
    assert Settings.from_env({}).leaving == Leaving()
    mail = {"CAUCE_SMTP_URL": "smtp://127.0.0.1", **FROM}
    hook = {"CAUCE_WEBHOOK_URL": "https://crm.example.com", **SECRET}
    both = {**mail, **hook, "CAUCE_CHECKPOINTS_TO": "mail, webhook", "CAUCE_CHECKPOINTS_DIRECTORY": "/mnt/a"}
    assert Settings.from_env(both).leaving == Leaving(Path("/mnt/a"), mail=True, webhook=True)
    assert Settings.from_env({**mail, "CAUCE_CHECKPOINTS_TO": "mail"}).leaving == Leaving(mail=True)
    for wrong in (
        {"CAUCE_CHECKPOINTS_TO": "mail"},
        {**mail, "CAUCE_CHECKPOINTS_TO": "webhook"},
        {**both, "CAUCE_CHECKPOINTS_TO": "fax"},
    ):
        with pytest.raises(BadSetting) as caught:
            Settings.from_env(wrong)
        assert caught.value.details["name"] == "CAUCE_CHECKPOINTS_TO"
    with pytest.raises(BadSetting):
        Settings.from_env({"CAUCE_CHECKPOINTS_DIRECTORY": " "})


def test_without_a_mail_server_or_a_webhook_nothing_leaves() -> None:
    settings = Settings.from_env(FROM)
    assert (settings.mail, settings.webhook, settings.base_url) == (None, None, None)
    assert settings.takeover == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1", MailServer("127.0.0.1", 25, "none", SENDER)),
        ("smtp://relay.example.com:2525", MailServer("relay.example.com", 2525, "none", SENDER)),
        ("smtp://cauce:x@localhost", MailServer("localhost", 25, "none", SENDER, "cauce", "x")),
        (
            "smtp+starttls://cauce%40example.com:a%2Fb@mail.example.com",
            MailServer("mail.example.com", 587, "starttls", SENDER, "cauce@example.com", "a/b"),
        ),
        ("smtps://cauce:x@[::1]/", MailServer("::1", 465, "tls", SENDER, "cauce", "x")),
    ],
)
def test_the_mail_server_is_one_url(url: str, server: MailServer) -> None:
    assert Settings.from_env({"CAUCE_SMTP_URL": url, **FROM}).mail == server


@pytest.mark.parametrize("url", ["http://crm.example.com/cauce", "https://crm.example.com:8443/?a=b"])
def test_the_webhook_is_a_url_and_a_key(url: str) -> None:
    assert Settings.from_env({"CAUCE_WEBHOOK_URL": url, **SECRET}).webhook == Webhook(url, KEY)


def test_the_site_answers_under_further_names_and_believes_one_proxy() -> None:
    assert Settings.from_env({}).hosts == frozenset() and Settings.from_env({}).proxy is None
    names = "cauce.empresa.mx, Intranet 10.0.0.7,[::1]"
    assert Settings.from_env({"CAUCE_HOSTS": names}).hosts == {"cauce.empresa.mx", "intranet", "10.0.0.7", "[::1]"}
    assert Settings.from_env({"CAUCE_PROXY": "10.0.0.7"}).proxy == "10.0.0.7"


def test_the_address_of_the_site_has_no_slash_at_its_end() -> None:
    assert Settings.from_env({"CAUCE_BASE_URL": "https://cauce.example.com/"}).base_url == "https://cauce.example.com"


@pytest.mark.parametrize(
    ("name", "value", "others"),
    [
        *[("CAUCE_HOSTS", value, {}) for value in ("https://cauce.mx", "cauce.mx:80", "*", "a..b", "ñ.mx")],
        *[("CAUCE_PROXY", value, {}) for value in ("", "proxy", "10.0.0.0/8", "*")],
        *[
            ("CAUCE_SMTP_URL", value, FROM)
            for value in (
                "mail.example.com:25",
                "http://mail.example.com",
                "smtp://",
                "smtp://mail.example.com:99999",
                "smtp://mail.example.com/inbox",
                "smtp://mail.example.com?starttls",
                "smtp+starttls://cauce@mail.example.com",
                "smtp://cauce:secret@mail.example.com",
                "smtp://cauce:secret@[::1",
                "smtp://mail.example.com\r\n",
            )
        ],
        *[
            ("CAUCE_MAIL_FROM", value, {"CAUCE_SMTP_URL": "smtp://127.0.0.1"})
            for value in ("", "Cauce", "cauce@", "@example.com", "cauce@example", "a@b.mx\r\nBcc: x@y.mx", "ñ@ñ.mx")
        ],
        ("CAUCE_MAIL_FROM", "Cauce", {}),
        *[
            ("CAUCE_WEBHOOK_URL", value, SECRET)
            for value in ("", "ftp://crm.example.com", "file:///etc/passwd", "https://", "https://u:p@crm.example.com")
        ],
        *[
            ("CAUCE_WEBHOOK_SECRET", value, {"CAUCE_WEBHOOK_URL": "https://crm.example.com"})
            for value in ("", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_" + "*" * 40, "whsec_" + "A" * 400)
        ],
        *[("CAUCE_BASE_URL", value, {}) for value in ("cauce.example.com", "https://x.mx/?a", "https://x.mx/#a")],
        *[
            ("CAUCE_TAKEOVER_SECONDS", value, {})
            for value in ("", "0", "1", "3601", "9" * 9999, "003600000", "-5", "1.5", "²")
        ],
    ],
)
def test_what_leaves_the_house_is_checked_before_the_start(name: str, value: str, others: dict[str, str]) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_env({**others, name: value})
    assert caught.value.details["name"] == name


@pytest.mark.parametrize(
    "given",
    [
        {"CAUCE_SMTP_URL": "smtp://cauce:hunter2@mail.example.com", **FROM},
        {"CAUCE_SMTP_URL": "gopher://cauce:hunter2@mail.example.com", **FROM},
        {"CAUCE_WEBHOOK_URL": "https://crm.example.com", "CAUCE_WEBHOOK_SECRET": "hunter2"},
    ],
)
def test_a_refusal_repeats_no_secret(given: dict[str, str]) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_env(given)
    assert "hunter2" not in str(caught.value) and caught.value.__cause__ is None


@pytest.mark.processes
def test_settings_print_no_secret() -> None:
    given = {
        "CAUCE_SMTP_URL": "smtps://cauce:hunter2@mail.example.com",
        **FROM,
        "CAUCE_WEBHOOK_URL": "http://x",
        **SECRET,
    }
    shown = repr(Settings.from_env(given))
    assert "hunter2" not in shown and repr(KEY) not in shown
