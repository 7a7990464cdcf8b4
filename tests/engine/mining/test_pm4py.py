"""PM4Py reads our logs and diagrams, and finds that every finished history fits the diagram it names, wholly.

It lives in an environment of its own, made once on a machine: its licence is none of ours, so it is nothing that Cauce
or its tests depend on, and no file but this one knows of it.
"""

import fcntl
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.instances import returning
from tests.conftest import COMPANY, SqliteTemplates
from tests.engine.instances.test_routes import NO_GO
from tests.golden import routes
from tests.golden.files import certain
from tests.support import START, Company
from tests.web.cli.conftest import Terminal

pytestmark = pytest.mark.processes
WANTED = "pm4py==2.7.23.11"
MADE = Path(tempfile.gettempdir()) / f"cauce-tests-{WANTED}-{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def pm4py() -> Path:
    """The interpreter of an environment with PM4Py."""
    python = MADE / "bin" / "python"
    with MADE.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two processes that want it, one makes it
        if not (MADE / "done").exists():
            venv.create(MADE, clear=True, with_pip=True)
            # Compiling all of it takes longer than installing it, and most is never imported.
            install = [python, "-m", "pip", "install", "--quiet", "--no-compile", WANTED]
            subprocess.run(install, check=True, timeout=600)
            (MADE / "done").touch()
    return python


def returned(company: Company) -> str:
    """Given back twice on its way to an end."""
    folio = company.start()
    company.do(folio, "prospeccion")
    for _ in range(2):
        with company.database.transaction() as connection:
            id_ = company.task(folio, "validacion").item.id
            returning.give_back(connection, company.runtime, id_, "Falta", actor="preventa", at=company.clock())
        company.do(folio, "prospeccion")
    company.drive(folio, {"validacion": [routes.MANAGED], "validar_business_case": [NO_GO]})
    return folio


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: SqliteTemplates) -> tuple[Path, dict[str, str]]:
    """The logs of a company in which every golden route was gone, and the folios by the routes."""
    folder = tmp_path_factory.mktemp("mining")
    url = sqlite_templates.make(COMPANY, folder)
    ways: dict[str, Callable[[Company], str]] = {**routes.ROUTES, "returned": returned}
    folios: dict[str, str] = {}
    with certain(url) as company:
        for name, way in ways.items():
            company.clock.now = START  # timers of routes are due at its hours
            folios[name] = way(company)
    files = ["--xes", "log.xes", "--ocel", "log.json", "--diagram", "diagrams"]
    given = [str(folder / each) if not each.startswith("--") else each for each in files]
    assert Terminal(url).run("log", *given).exit_code == 0
    return folder, folios


@pytest.fixture(scope="module")
def found(pm4py: Path, logs: tuple[Path, dict[str, str]]) -> dict[str, Any]:
    """What PM4Py says of them."""
    script, folder = Path(__file__).with_name("replaying.py"), logs[0]
    command = [pm4py, script, folder / "log.xes", folder / "log.json", folder / "diagrams"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_every_finished_history_fits_the_diagram_that_it_names(
    found: dict[str, Any], logs: tuple[Path, dict[str, str]]
) -> None:
    for by in ("by_xes", "by_ocel"):
        assert {name: (its["fitness"], its["fit"]) for name, its in found[by].items()} == dict.fromkeys(
            found[by], (1.0, 100.0)
        )
    replayed = {folio for its in found["by_xes"].values() for folio in its["cases"]}
    folios = logs[1]
    cancelled = {"handed_over_and_cancelled", "begun_with_who_and_what", "reminded_and_escalated", "given_back"}
    assert replayed == {folio for name, folio in folios.items() if name not in cancelled}
    assert set(found["cases"]) == set(folios.values())
    assert not any(its["strange"] for its in found["by_xes"].values())


def test_what_was_moved_is_told_apart_and_fits_too(found: dict[str, Any], logs: tuple[Path, dict[str, str]]) -> None:
    moved = {name: its["cases"] for name, its in found["by_xes"].items() if name.count("-") > 1}
    ours = ("sent_on_for_the_client", "moved_to_other_versions", "stopped_and_repaired")
    assert sorted(folio for its in moved.values() for folio in its) == sorted(logs[1][name] for name in ours)


def test_the_called_procedure_is_replayed_by_its_calls(found: dict[str, Any]) -> None:
    assert len(found["calls"]["cases"]) == 2
    assert (found["calls"]["fitness"], found["calls"]["strange"]) == (1.0, [])


def test_a_log_in_the_wrong_order_does_not_fit(found: dict[str, Any]) -> None:
    assert found["wrong"]["fitness"] < 0.9


def test_its_reader_of_objects_is_satisfied(found: dict[str, Any]) -> None:
    types = ["called procedure", "client", "e-mail", "opportunity", "person", "record", "step", "version"]
    assert found["types"] == types
    assert {"of", "completes", "done by", "follows", "leaves", "sends", "for"} <= set(found["qualifiers"])
