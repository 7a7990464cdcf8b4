"""A client of Cauce's in a process of its own, as a web process is: its own database pool, its own parsed diagrams."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.db import Database
from engine.history.channels import SITE
from engine.memory import tune_gc
from tests.bench.contenders.cauce import complete
from tests.bench.procedure import Step, runtime
from tests.bench.processes import serve


class Client:
    """Drives instances in the database at a URL along `steps`."""

    def __init__(self, about: Mapping[str, Any]) -> None:
        self._database = Database(about["url"], SITE)
        self._runtime = runtime()
        self._steps = [Step(**step) for step in about["steps"]]

    def drive(self, folios: Sequence[tuple[int, str]]) -> int:
        """Drive each instance, given with its number, to its end; gives how many completions were committed."""
        done = 0
        for number, folio in folios:
            for position, step in enumerate(self._steps):
                complete(self._database, self._runtime, folio + step.suffix, step, number, position)
                done += 1
        return done


if __name__ == "__main__":
    tune_gc()  # as `cauce serve` does
    serve(Client)
