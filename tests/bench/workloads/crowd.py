"""Ten years of a company in bulk: instances that are over, with their words, work, entries in the register,
verifications, seals and letters; and among them the few that are under way, always one of fifty.

They have no histories: what is measured over them are the pages that list and search, and those read none; what
auditors ask of histories are their facts (`audited`).

To look at pages over many instances, and to time some of them as an auditor asks for them::

    python -m tests.bench.workloads.crowd /tmp/many.sqlite3 100000 /auditoria "/auditoria?q=hospital"
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import select

from engine.clock import to_text
from engine.db import Database
from engine.history import checkpoints, log
from engine.history.channels import SITE
from engine.history.keys import Signer, new_key
from engine.history.log import Head
from engine.identity import sessions
from engine.identity.queries import all_people
from engine.instances.models import instance_role_sets, role_sets
from engine.instances.projection import role_key, roles_of
from engine.instances.starts import STARTED, ledger_of
from engine.instances.views.role_sets import keys_of
from engine.instances.views.search import normal, words
from engine.settings import Settings
from tests.bench.procedure import PROCESS, START, runtime
from tests.bench.stores import SQLITE, connect, fill
from tests.bench.workloads import audited, policed
from tests.bench.workloads.setting import Bench, Company, rehearsed

FIRST = 1_000_000  # above those of the rehearsal
UNDER_WAY = 50
"""Of so many instances one is under way."""
AREA, ASKED = "ciberinteligencia", 500
"""An area for which nothing but one of so many was."""
SEALED = 500
"""Heads that are sealed at once."""
FIRST_YEAR, YEARS = 2016, 10
TEN_YEARS = timedelta(days=3650)
STEPS = (
    ("prospeccion", "Prospección y generación de leads"),
    ("validacion", "Validación administrativa y técnica"),
    ("correcciones", "Realizar correcciones"),
)
CLIENTS = ("Grupo", "Industrias", "Servicios", "Transportes", "Universidad", "Hospital", "Banco", "Comercial")
WANTED = ("monitoreo", "respaldo", "firewall", "auditoría", "capacitación", "licencias", "nube", "enlaces", "pruebas")

INSTANCE = (
    "id", "folio", "process_id", "versions", "status", "end", "started_by", "started_at", "ended_at", "head_seq",
    "head_hash", "head_at", "key", "outcome", "roles",
)  # fmt: skip
OVERVIEW = "instance_id", "client", "client_key", "title"
ITEM = (
    "id", "instance_id", "process_id", "scope", "element", "pass", "name", "lane", "roles", "status", "enabled_at",
    "due_at", "closed_at", "closed_by",
)  # fmt: skip
ENTRY = "ledger", "seq", "type", "subject", "actor", "channel", "at", "data", "prev_hash", "hash"
VERIFICATION = "instance_id", "head_seq", "head_hash", "ok", "report", "verified_at", "final"
LETTER = (
    "key", "instance_id", "kind", "payload", "created_at", "status", "attempts", "next_attempt_at", "delivered_at",
)  # fmt: skip


def grown(bench: Bench, company: Company, kind: str, count: int, signer: Signer) -> Database:
    """A copy of the company's database, of the same kind, with so many instances more."""
    url = bench.stores.make(kind, company.url)
    crowded(url, kind, count, signer)
    return Database(url, SITE)


def crowded(url: str, kind: str, count: int, signer: Signer) -> None:
    """Put so many instances more into a database, of a company that nobody is using."""
    database = Database(url, SITE)
    with database.reading() as connection:
        keys = sorted(set(connection.execute(select(role_sets.c.key)).scalars()))
        people = [person.id for person in all_people(connection) if keys_of(connection, person.id)]
        known = set(connection.execute(select(instance_role_sets.c.key)).scalars())
    database.close()
    versions = '{"gestion_comercial":4}'
    with closing(connect(url)) as connection:
        sets = [_set(n, keys) for n in range(len(keys))]
        asked = [role_key({*roles_of(key), AREA}) for key in sets]
        fill(connection, kind, "instance_role_sets", ("key", "role_id"), _members({*sets, *asked}, known))
        held = ((sets if n % ASKED else asked)[n % len(sets)] for n in range(count))
        rows = ((*_instance(n, count, versions, people), next(held)) for n in range(count))
        fill(connection, kind, "instances", INSTANCE, rows)
        fill(connection, kind, "folios", ("prefix", "year", "last"), _series(count))
        fill(connection, kind, "ledger_entries", ENTRY, (_registered(n, count, people) for n in range(count)))
        fill(connection, kind, "overviews", OVERVIEW, map(_overview, range(count)))
        found = ((word, FIRST + n) for n in range(count) for word in words(folio(n), *_about(n)))
        fill(connection, kind, "search_words", ("word", "instance_id"), found)
        items = (row for n in range(count) for row in _items(n, count, keys, people))
        fill(connection, kind, "work_items", ITEM, items)
        done = [n for n in range(count) if n % UNDER_WAY]
        verified = (
            (FIRST + n, 40, f"{n:064x}", _true(kind), "{}", to_text(_ended(n, count)), _true(kind)) for n in done
        )
        fill(connection, kind, "verifications", VERIFICATION, verified)
        fill(connection, kind, "outbox", LETTER, (_letter(n, count) for n in range(count)))
        audited.told(connection, kind, count, FIRST, UNDER_WAY, lambda n: _started(n, count))
        policed.told(connection, kind, count, FIRST, UNDER_WAY, lambda n: _started(n, count))
    with database.transaction() as connection:
        size = log.size(connection)
        for place in range(0, len(done), SEALED):
            heads = [Head(folio(n), 40, f"{n:064x}") for n in done[place : place + SEALED]]
            state = log.append(connection, size, heads)
            size = state[0]
            checkpoints.make(connection, "bench", state, signer, at=_ended(done[place], count))
    audited.finished(database, runtime())
    policed.finished(database)
    with database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")  # as each database does by itself sooner or later
    database.close()


def _set(number: int, keys: Sequence[str]) -> str:
    """The key of the roles that the steps of the so manieth instance are for, as `_items` has them."""
    return role_key({role for place in range(len(STEPS)) for role in roles_of(keys[(number + place) % len(keys)])})


def _members(sets: set[str], known: set[str]) -> Iterator[tuple[str, str]]:
    return ((key, role) for key in sorted(sets - known) for role in roles_of(key))


def folio(number: int) -> str:
    """The folio of the so manieth of them."""
    return f"GC-{FIRST_YEAR + number % YEARS}-{number:07}"


def _started(number: int, count: int) -> Any:
    return START - TEN_YEARS + TEN_YEARS * number / count


def _ended(number: int, count: int) -> Any:
    return _started(number, count) + timedelta(days=audited.days_of(number))


def _about(number: int) -> tuple[str, str]:
    client = f"{CLIENTS[number % len(CLIENTS)]} {number * 7919 % 5_000} del Centro"
    return client, f"Servicio de {WANTED[number % len(WANTED)]} número {number % 1_000}"


def _instance(number: int, count: int, versions: str, people: Sequence[str]) -> tuple[Any, ...]:
    status, end = audited.ended_as(number, UNDER_WAY)
    began, ended = to_text(_started(number, count)), to_text(_ended(number, count))
    stands = status, end, people[number % len(people)], began, ended if number % UNDER_WAY else None
    outcome = (end or status) if number % UNDER_WAY else ""
    head = 40, f"{number:064x}", began, f"{number:064x}"
    return FIRST + number, folio(number), PROCESS, versions, *stands, *head, outcome


def _series(count: int) -> Iterator[tuple[Any, ...]]:
    for year in range(YEARS):
        yield "GC", FIRST_YEAR + year, len(range(year, count, YEARS))


def _registered(number: int, count: int, people: Sequence[str]) -> tuple[Any, ...]:
    name, where = folio(number), (number // YEARS + 1, STARTED, folio(number), people[number % len(people)], SITE)
    return ledger_of(name), *where, to_text(_started(number, count)), "{}", f"{number:064x}", f"{number:064x}"


def _overview(number: int) -> tuple[Any, ...]:
    client, title = _about(number)
    return FIRST + number, client, normal(client), title


def _items(number: int, count: int, keys: Sequence[str], people: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    began = _started(number, count)
    for place, (element, name) in enumerate(STEPS):
        at, due, closed = (to_text(began + timedelta(days=days)) for days in (place, place + 2, place + 1))
        last = place == len(STEPS) - 1 and number % UNDER_WAY == 0
        stands = ("open", at, due, None, None) if last else ("completed", at, due, closed, people[number % len(people)])
        about = f"{folio(number)}.{place}", FIRST + number, PROCESS, "", element, 1, name, "preventa"
        yield *about, keys[(number + place) % len(keys)], *stands


def _letter(number: int, count: int) -> tuple[Any, ...]:
    at = to_text(_started(number, count))
    payload = '{"body":"","roles":[],"subject":"Tiene un paso por hacer","to":["a@example.com"]}'
    return f"{folio(number)}.2.0", FIRST + number, "email", payload, at, "delivered", 1, at, at


def _true(kind: str) -> Any:
    return 1 if kind == SQLITE else True


def main(path: str, count: str, *addresses: str) -> None:
    """Make a company with a crowd in a new file, unless it is there, and time how an auditor is answered."""
    url = f"sqlite:///{path}"
    if not Path(path).exists():
        rehearsed(url)
        with TemporaryDirectory() as folder:
            crowded(url, SQLITE, int(count), new_key(Path(folder) / "log.pem").signer)
    from web.app import create_app  # here: who measures anything else need not read the site
    from web.session import TOKEN

    database = Database(url, SITE)
    with database.transaction() as connection:
        token = sessions.begin(connection, "auditor", at=START)
    browser = create_app(Settings(url), database, runtime(), clock=lambda: START).test_client()
    with browser.session_transaction() as session:
        session[TOKEN] = token
    for address in addresses:
        seconds = []
        for _ in range(5):
            begun = perf_counter()
            answer = browser.get(address)
            seconds.append(perf_counter() - begun)
        print(f"{median(seconds) * 1000:8.1f} ms  {answer.status_code}  {len(answer.data):>9,} bytes  {address}")


if __name__ == "__main__":
    main(*sys.argv[1:])
