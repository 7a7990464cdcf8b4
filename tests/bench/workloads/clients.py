"""Several client processes that complete work on one PostgreSQL at the same time, each on instances of its own."""

from contextlib import ExitStack
from itertools import count
from time import perf_counter

from tests.bench.processes import Process
from tests.bench.report import SECONDS
from tests.bench.stores import POSTGRESQL
from tests.bench.workloads.setting import Bench, told


def run(bench: Bench) -> None:
    """Seconds for each completion of all clients together, by the number of clients: the inverse of throughput."""
    sizes = bench.sizes
    company = bench.company(POSTGRESQL)
    numbers = count(1)
    with ExitStack() as stack:
        stack.callback(company.database.close)
        about = {"url": company.url, "steps": told(company.golden)}
        clients = [Process.of_module("client", about) for _ in range(max(sizes.clients))]
        for client in clients:
            stack.callback(client.close)

        def drive(several: list[Process], paths: int) -> float:
            """Start what they will drive, and have them drive it, all at once; gives the seconds of a completion."""
            jobs = [[(number := next(numbers), company.start(number)) for _ in range(paths)] for _ in several]
            begun = perf_counter()
            for client, job in zip(several, jobs, strict=True):
                client.begin({"job": "drive", "folios": job})
            done: int = sum(client.finish() for client in several)
            return (perf_counter() - begun) / done

        drive(clients, 1)  # each has parsed the diagrams and met the database
        for _ in range(sizes.runs):
            for how_many in sizes.clients:
                bench.report.add(SECONDS, f"clients_{how_many}", drive(clients[:how_many], sizes.client_paths))
