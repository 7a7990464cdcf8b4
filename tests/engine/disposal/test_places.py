"""Values that were disposed of stand nowhere any more: in no column of any table, in no byte of SQLite's file, in no
dump of PostgreSQL; and nothing that belongs to others went with them."""

import base64
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from engine.backup.making import make
from engine.db import Database, metadata
from engine.disposal.commands import scrub
from engine.documents.store import store
from engine.form_drafts.commands import Writer, save
from engine.instances import commands
from engine.notifications.delivery import DeliveryFailed, Letter, texts
from engine.notifications.record import Receipt
from engine.pipelining import settle
from engine.settings import Settings
from engine.verification.instance_verifier import verify
from engine.verification.ledger_checks import ledger_checks
from tests.engine.client_access.proposal import GO, SERVICE, answer, token_of
from tests.engine.disposal.disposing import disposed
from tests.engine.incidents.stopping import NONE, begun, complete
from tests.engine.notifications.posting import Scripted, Still, post, with_webhook
from tests.support import START, Company

WORD, NUMBER, DAY = "zqxsentinela", 918273645, "2031-07-19"
SOUGHT = (WORD.encode(), str(NUMBER).encode(), b"2031-07-")
"""The word, the number, and the month of a date: a term that follows from it tells it too."""


class ByTurns:
    """A mail server that takes one letter and refuses the next, each time with the address, as servers do."""

    def __init__(self) -> None:
        self.asked = 0

    def send(self, letter: Letter, at: datetime) -> Receipt:
        self.asked += 1
        to = texts(letter.payload["to"])
        if self.asked % 2:
            raise DeliveryFailed(f"{to[0]} 550 no such user", permanent=True)
        return Receipt(tuple(to), "mail.example.com:25", f"250 OK {to[0]}", "d" * 64)


def told_everywhere(company: Company) -> str:
    """An opportunity that is over and has the word wherever a value can come to stand."""
    folio = company.start()
    first = {"cliente": f"{WORD} S.A.", "contacto": WORD, "correo": f"{WORD}@cliente.example", "requerimiento": WORD}
    with company.database.transaction() as connection:
        kept = store(connection, f"{WORD}.pdf", WORD.encode(), actor="comercial", at=company.clock())
        loose = store(connection, "otro.pdf", f"otro {WORD}".encode(), actor="comercial", at=company.clock())
    company.do(folio, "prospeccion", {**first, "archivo_f_com_001": [kept]})
    company.do(folio, "validacion", SERVICE)
    company.do(folio, "participacion")
    item = company.task(folio, "dimensionamiento").item.id
    with company.database.transaction() as connection:
        content = {"descripcion": WORD, "archivo": [loose]}
        save(connection, item, "preventa", content, Writer("mesa", 1), at=company.clock())
    company.do(folio, "dimensionamiento")
    company.do(folio, "business_case", {"precio_venta": NUMBER})
    company.do(folio, "validar_business_case", GO)
    company.do(folio, "elaborar_propuesta", {"vigencia_propuesta": DAY, "monto_propuesta": NUMBER})
    company.do(folio, "validar_cumplimiento", {"cumple": True})
    company.do(folio, "enviar_cliente", {"mensaje_cliente": WORD})
    said = {"cumple_tecnicamente": False, "acepta_comentarios": False, "motivo_rechazo": WORD}
    answer(company, token_of(company, folio), said)
    clock = Still(START + timedelta(days=1))
    post(company, clock, email=ByTurns(), webhook=Scripted())
    company.clock.now = clock.now
    with company.database.transaction() as connection:
        commands.cancel(connection, company.runtime, folio, f"Perdida: {WORD}", actor="comercial", at=company.clock())
    return folio


def stopped_for_good(company: Company) -> str:
    """An instance that could not go on, whose answer was kept as a draft, and that was cancelled."""
    folio = begun(company)
    complete(company, folio, {**NONE, "nota": WORD})
    with company.database.transaction() as connection:
        commands.cancel(connection, company.runtime, folio, WORD, actor="comercial", at=company.clock())
    return folio


def where_it_stands(database: Database) -> set[str]:
    """The columns that hold any of it, of every table that there is, whether the product knows it or not."""
    found = set()
    with database.reading() as connection:
        for name, columns in tables(database):
            for row in connection.execute(sql(f'SELECT * FROM "{name}"')):
                for column, value in zip(columns, row, strict=True):
                    held = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    if any(each in held.lower() for each in SOUGHT):
                        found.add(f"{name}.{column}")
    return found


def tables(database: Database) -> Iterator[tuple[str, list[str]]]:
    from sqlalchemy import inspect

    with database.reading() as connection:
        inspector = inspect(connection)
        names = inspector.get_table_names()
        assert set(names) >= {*metadata.tables}
        for name in names:
            yield name, [each["name"] for each in inspector.get_columns(name)]


PLACES = {
    "events.data", "files.content", "form_drafts.content", "incidents.reason", "instances.snapshot", "outbox.payload",
    "outbox.error", "overviews.client", "overviews.client_key", "overviews.title", "search_words.word",
    "client_links.email", "client_links.person", "client_links.expires_at",
}  # fmt: skip


@pytest.mark.both_databases
def test_no_column_of_any_table_holds_any_of_it(company: Company) -> None:
    company = with_webhook(company)
    folios = [told_everywhere(company), stopped_for_good(company)]
    before = where_it_stands(company.database)
    assert before >= PLACES - {"incidents.reason"}, PLACES - before
    for folio in folios:
        disposed(company, folio)
    assert where_it_stands(company.database) == set()
    with company.database.reading() as connection:
        assert [verify(connection, company.runtime, folio).problems for folio in folios] == [(), ()]
        assert [check for check in ledger_checks(connection) if not check.ok] == []


def test_no_byte_of_sqlite_s_files_holds_any_of_it(company: Company) -> None:
    """Nor of what it keeps beside the file; and a copy of the file, which is a backup, is the same."""
    company = with_webhook(company)
    folio = told_everywhere(company)
    assert held_in(company.database)
    disposed(company, folio)
    scrub(company.database)
    assert held_in(company.database) == set()
    company.database.close()
    assert held_in(company.database) == set()


def held_in(database: Database) -> set[str]:
    """What of it stands in the file of a database and in those beside it, in capitals or not."""
    assert database.file is not None
    found = set()
    for path in database.file.parent.glob(f"{database.file.name}*"):
        content = path.read_bytes().lower()
        found |= {f"{path.name} {each.decode()}" for each in SOUGHT if each in content}
    return found


def test_no_dump_of_postgresql_holds_any_of_it(postgresql_company: Company) -> None:
    folio = told_everywhere(postgresql_company)
    assert any(each in dump(postgresql_company.database) for each in SOUGHT)
    disposed(postgresql_company, folio)
    scrub(postgresql_company.database)
    assert [each for each in SOUGHT if each in dump(postgresql_company.database)] == []


def dump(database: Database) -> bytes:
    """What `pg_dump` gives of every table: the text of each row (COPY)."""
    content = b""
    with database.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        settle(connection)  # COPY goes through no pipeline
        for name, _ in tables(database):
            with driver.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                content += b"".join(map(bytes, copy))
    return content.lower()


def test_what_others_need_stays(company: Company) -> None:
    """A file that another opportunity names, the letters and the drafts of others."""
    with company.database.transaction() as connection:
        same = store(connection, "comun.pdf", b"comun", actor="comercial", at=company.clock())
    first, second = company.start(), company.start()
    for folio in (first, second):
        company.do(folio, "prospeccion", {"cliente": folio, "archivo_f_com_001": [same]})
    with company.database.transaction() as connection:
        commands.cancel(connection, company.runtime, first, "Ya no", actor="comercial", at=company.clock())
    gone = disposed(company, first).gone
    assert (gone.files, [name for name, _ in gone.shared]) == ((), ["comun.pdf"])
    with company.database.transaction() as connection:
        assert verify(connection, company.runtime, second).problems == ()
        commands.cancel(connection, company.runtime, second, "Ya no", actor="comercial", at=company.clock())
    assert [name for name, _ in disposed(company, second).gone.files] == ["comun.pdf"]


def test_a_backup_made_after_it_holds_none_of_it(company: Company, tmp_path: Path) -> None:
    folio, settings = told_everywhere(company), Settings()
    assert held_by(company.database, settings, tmp_path / "before.zip")
    disposed(company, folio)
    assert held_by(company.database, settings, tmp_path / "after.zip") == set()


def held_by(database: Database, settings: Settings, path: Path) -> set[str]:
    """The parts of a backup that hold any of it."""
    make(database, settings, path, at=START)
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info).lower() for info in archive.infolist()}
    coded = [base64.b64encode(WORD.encode())]
    return {name for name, content in parts.items() if any(each in content for each in (*SOUGHT, *coded))}
