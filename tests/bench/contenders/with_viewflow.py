"""django-viewflow on Django's ORM: the procedure as a flow in Python, its processes and tasks rows of a database.

Measured for each completion, in one transaction with the process's row locked: the open task is found by its process
and its name, run by the library's own ``run`` (which reads it again), the answers stored in the process's data, an
audit row inserted, and the flow followed to the next task. It keeps tasks, and no chained history, checks no form and
knows no roles here: less than Cauce does. The database is of the same kind and as durable as Cauce's.

A process of its own, in the peers' environment (`peers`).
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from time import perf_counter, process_time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from tests.bench.processes import serve
from tests.bench.stores import PRAGMAS, SQLITE

APP = "tests.bench.contenders.procedure_in_viewflow"


class Viewflow:
    """Instances of the procedure in the database at a URL, which is new; `steps` are the golden path."""

    def __init__(self, about: Mapping[str, Any]) -> None:
        installed = ["django.contrib.contenttypes", "django.contrib.auth", "viewflow", "viewflow.workflow", APP]
        settings.configure(
            INSTALLED_APPS=installed,
            DATABASES={"default": database(about["url"])},
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            USE_TZ=True,
        )
        django.setup()
        call_command("migrate", verbosity=0)
        from tests.bench.contenders.procedure_in_viewflow.flows import Gestion
        from tests.bench.contenders.procedure_in_viewflow.models import Completion

        with connection.schema_editor() as editor:
            editor.create_model(Completion)
        self._flow = Gestion
        self._steps: Sequence[Mapping[str, Any]] = about["steps"]

    def versions(self) -> str:
        """What it is."""
        return f"{version('django-viewflow')} on Django {version('Django')}"

    def cpu(self) -> float:
        """Seconds of the processor that this process has taken so far."""
        return process_time()

    def path(self) -> list[float]:
        """Drive a new instance along the golden path; gives the seconds of each completion."""
        process = self._flow.inicio.run()
        seconds = [self._complete(process.pk, step) for step in self._steps]
        process.refresh_from_db()
        assert process.status == "DONE", process.status
        return seconds

    def close(self) -> None:
        """Close its connection."""
        connection.close()

    def _complete(self, process: int, step: Mapping[str, Any]) -> float:
        begun = perf_counter()
        node = getattr(self._flow, step["element"])
        with transaction.atomic():
            task = self._flow.task_class.objects.select_related("process").get(
                process_id=process, flow_task=node, status="NEW"
            )
            node.run(task, actor=step["actor"], values=step["accepted"])
        return perf_counter() - begun


def database(url: str) -> dict[str, Any]:
    """A SQLAlchemy URL as Django says it, with the settings that Cauce gives its connections."""
    if url.startswith(SQLITE):
        said = " ".join(f"PRAGMA {pragma};" for pragma in PRAGMAS)
        options: dict[str, Any] = {"transaction_mode": "IMMEDIATE", "init_command": said}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:///"), "OPTIONS": options}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "HOST": parse_qs(parts.query)["host"][0],
    }


if __name__ == "__main__":
    serve(Viewflow)
