"""A company for the load: people who sign in with a password, and steps that wait for each of them.

    python load_company.py URL PEOPLE EACH

Run by its path with a checkout of Cauce on the path, so that the server of another checkout can be measured on a
database of its own: it uses nothing but what every edition has. Prints, as JSON, the ids of the steps of each person.
"""

import json
import sys
from datetime import UTC, datetime

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history.channels import SITE
from engine.identity import accounts
from engine.identity import commands as identity
from engine.instances import commands, samples
from engine.instances.runtime import Runtime
from web import demo

PROCESS, PASSWORD = "gestion_comercial", "cuatro palabras de más"
DELIVERY = {"fecha_entrega": "2027-06-30"}
AT_ONCE = 50
ROLES = ("comercial", "director_comercial", "preventa")


def main(url: str, people: int, each: int) -> dict[str, list[str]]:
    """Make it; gives the steps that wait, by person."""
    now = datetime.now(UTC)
    database, runtime = Database(url, SITE), Runtime(OfficeCalendar("America/Mexico_City"))
    demo.prepare(database, runtime, lambda: now, empty=True)
    waiting: dict[str, list[str]] = {}
    for number in range(people):
        person = f"persona{number:02}"
        with database.transaction() as connection:
            identity.add_person(connection, person, person, ROLES, email=None, actor="administrador", at=now)
            accounts.set_password(connection, person, PASSWORD, actor="administrador", at=now)
        waiting[person] = []
    values = None
    for first in range(0, people * each, AT_ONCE):
        with database.transaction() as connection:  # few commits: nothing of this is measured
            for number in range(first, min(first + AT_ONCE, people * each)):
                folio, _ = commands.start(connection, runtime, PROCESS, actor="comercial", at=now)
                step = f"{folio}.2"
                if values is None:
                    values = samples.filled(connection, runtime, step, DELIVERY, actor="director_comercial", at=now)
                commands.complete(connection, runtime, step, values, actor="director_comercial", at=now)
                waiting[f"persona{number % people:02}"].append(f"{folio}.4")
    database.close()
    return waiting


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
