"""What lists and searches, over two thousand instances and over two hundred thousand, on both kinds of database.

Each page is asked of the site as a browser would, by whoever has it in their menu, in the smaller and the larger
company in turn: by the clock, and by the processor: on SQLite this process does all of it, on PostgreSQL the server's
process is counted with it (and parallel workers, which it may begin, are not).
"""

from collections.abc import Mapping
from statistics import median
from time import perf_counter, process_time

from flask.testing import FlaskClient

from engine.db import Database
from engine.history.keys import new_key
from engine.identity import sessions
from engine.settings import Settings
from tests.bench.procedure import START, runtime
from tests.bench.report import COUNTS, SECONDS
from tests.bench.stores import KINDS, server_cpu
from tests.bench.workloads import crowd
from tests.bench.workloads.setting import Bench
from web.app import create_app
from web.session import TOKEN

NAMES = ("few", "many")
QUICK = 0.03
"""Seconds of the processor: pages that cost less over the smaller company must not cost much more over the larger."""
ONE = crowd.folio(123)
PAGES: Mapping[str, tuple[str, str]] = {
    "inbox": ("preventa", "/bandeja"),
    "inbox_done": ("preventa", "/bandeja?ver=hechas"),
    "inbox_search": ("preventa", "/bandeja?q=transportes"),
    "list": ("comercial", "/oportunidades"),
    "list_by_client": ("comercial", "/oportunidades?orden=cliente"),
    "list_under_way": ("comercial", "/oportunidades?estado=running"),
    "list_at_a_step": ("comercial", "/oportunidades?etapa=correcciones"),
    "list_outcome": ("comercial", "/oportunidades?desenlace=fin_ganada"),
    "list_cancelled": ("comercial", "/oportunidades?estado=cancelled"),
    "search_one": ("comercial", f"/oportunidades?q={ONE}"),
    "search_client": ("comercial", "/oportunidades?q=universidad+centro"),
    "search_step": ("comercial", "/oportunidades?q=correcciones"),
    "search_common": ("comercial", "/oportunidades?q=servicio"),
    "search_common_by_client": ("comercial", "/oportunidades?q=servicio&orden=cliente"),
    "search_frequent": ("comercial", "/oportunidades?q=respaldo"),
    "search_together": ("comercial", "/oportunidades?q=servicio+respaldo"),
    "search_never_together": ("comercial", "/oportunidades?q=monitoreo+respaldo"),
    "search_nothing": ("comercial", "/oportunidades?q=zzzz"),
    "search_by_client": ("comercial", "/oportunidades?q=hospital&orden=cliente"),
    "board": ("comercial", "/oportunidades/tablero"),
    "list_of_some": ("soc_noc", "/oportunidades"),
    "list_of_some_by_client": ("soc_noc", "/oportunidades?orden=cliente"),
    "search_of_some": ("soc_noc", "/oportunidades?q=respaldo"),
    "board_of_some": ("soc_noc", "/oportunidades/tablero"),
    "list_of_few": ("ciberinteligencia", "/oportunidades"),
    "search_of_few": ("ciberinteligencia", "/oportunidades?q=servicio"),
    "board_of_few": ("ciberinteligencia", "/oportunidades/tablero"),
    "list_of_nobody": ("consultoria", "/oportunidades"),
    "register": ("auditor", "/auditoria"),
    "register_one": ("auditor", f"/auditoria?q={ONE}"),
    "register_person": ("auditor", "/auditoria?persona=preventa"),
    "register_step": ("auditor", "/auditoria?actividad=correcciones"),
    "register_lane": ("auditor", "/auditoria?carril=preventa"),
    "register_outcome": ("auditor", "/auditoria?desenlace=fin_ganada"),
    "register_version": ("auditor", "/auditoria?version=gestion_comercial:4"),
    "register_period": ("auditor", "/auditoria?desde=2020-01-01&hasta=2020-03-31"),
    "register_unverified": ("auditor", "/auditoria?verificacion=sin_verificar"),
    "register_grown": ("auditor", "/auditoria?verificacion=crecio"),
    "register_wrong": ("auditor", "/auditoria?verificacion=con_hallazgos"),
    "log": ("auditor", "/auditoria/registro"),
    "outbox": ("administrador", "/administracion/envios"),
    "incidents": ("administrador", "/incidencias"),
    "procedures": ("administrador", "/procesos"),
    "calendar": ("administrador", "/calendario"),
    "administration": ("administrador", "/administracion"),
}


def run(bench: Bench) -> None:
    """Seconds for each page, by the number of instances and the kind of database."""
    if bench.sizes.instances[1] != 200_000:
        bench.report.notes["lists_200k_cpu_ms"] = f"{bench.sizes.instances[1]:,} stand in for the two hundred thousand"
    signer = new_key(bench.stores.folder / "lists.pem").signer
    for kind in KINDS:
        company = bench.company(kind)
        company.database.close()
        databases = [crowd.grown(bench, company, kind, count, signer) for count in bench.sizes.instances]
        browsers = [(database.url, _browsers(database)) for database in databases]
        for each in browsers:
            _read(*each)  # statements are compiled, templates read, pages of the database in memory
        for _ in range(bench.sizes.runs):
            read = {name: _read(*each) for name, each in zip(NAMES, browsers, strict=True)}
            for name, pages in read.items():
                for page, (wall, cpu) in pages.items():
                    bench.report.add(SECONDS, f"page_{page}_{name}_{kind}", wall)
                    bench.report.add(SECONDS, f"page_{page}_{name}_{kind}_cpu", cpu)
            worst = max(cpu for page, (_, cpu) in read["many"].items() if read["few"][page][1] < QUICK)
            bench.report.add(COUNTS, f"lists_200k_{kind}_cpu_ms", worst * 1000)
        for database in databases:
            database.close()


def _browsers(database: Database) -> dict[str, FlaskClient]:
    app = create_app(Settings(database.url), database, runtime(), clock=lambda: START)
    found: dict[str, FlaskClient] = {}
    with database.transaction() as connection:
        for person in {person for person, _ in PAGES.values()}:
            found[person] = app.test_client()
            with found[person].session_transaction() as session:
                session[TOKEN] = sessions.begin(connection, person, at=START)
    return found


def _read(url: str, browsers: Mapping[str, FlaskClient]) -> dict[str, tuple[float, float]]:
    """Read every page three times; gives the seconds of the second fastest, by the clock and of the processor."""
    found = {}
    for page, (person, address) in PAGES.items():
        walls, cpus = [], []
        served = server_cpu(url)
        for _ in range(3):
            begun, spent = perf_counter(), process_time()
            answer = browsers[person].get(address)
            walls.append(perf_counter() - begun)
            cpus.append(process_time() - spent)
            assert answer.status_code == 200, (address, answer.status)
        found[page] = median(walls), median(cpus) + (server_cpu(url) - served) / 3
    return found
