"""Write the company of today's schema: ``python -m tests.schemas``. One that is there stays as it is."""

import sys
import tempfile
from pathlib import Path

from engine.backup.making import make
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from engine.migrations import head
from tests.engine.backup.busy import busy
from tests.schemas import FOLDER, held
from tests.support import START, Company, FixedClock, no_clock_moves
from web import demo

if head() in held():
    sys.exit(f"{held()[head()]} is there already: it stays as it was written")
with tempfile.TemporaryDirectory() as folder:
    database = Database(f"sqlite:///{folder}/cauce.sqlite3", SITE)
    runtime = Runtime(OfficeCalendar("America/Mexico_City"))
    demo.prepare(database, runtime, no_clock_moves, empty=True)
    settings = busy(Company(database, runtime, FixedClock()), Path(folder))
    make(database, settings, FOLDER / f"{head()}.zip", at=START)
    database.close()
print(FOLDER / f"{head()}.zip")
