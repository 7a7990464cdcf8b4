"""How much of each workload is run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much, each figure being a median over `runs`.

    `paths`: instances that a contender drives in a run, `slow_paths` where it is a slow one. `stops`: the passes of
    the loop around which `window` passes a run are measured. `naive_stop`: the one of them to which naive
    SpiffWorkflow comes along, for `naive_window` passes a run; `naive_curve` is where else it is looked at.
    `memory_stop`: a pass too far off to be committed, where the bytes of the state are looked at in memory; 0 for
    none. `inbox`: the two numbers of open tasks; `instances`: the two numbers over which lists are read; `pages`:
    how often each page is read in a run. `clients`: the numbers of client processes, and `client_paths` the
    instances that each of them drives in a run. `histories`: the instances verified. `finished`: the instances that
    a draft is tried on, of which `driven` are really driven to their end. `heads`: those that are sealed at once;
    `leaves`: the length of the log in which a head is looked for.
    """

    runs: int
    paths: int
    slow_paths: int
    stops: tuple[int, ...]
    window: int
    naive_stop: int
    naive_window: int
    naive_curve: tuple[int, ...]
    memory_stop: int
    inbox: tuple[int, int]
    instances: tuple[int, int]
    pages: int
    clients: tuple[int, ...]
    client_paths: int
    histories: int
    finished: int
    driven: int
    heads: int
    leaves: int


FULL = Sizes(
    runs=5,
    paths=20,
    slow_paths=6,
    stops=(200, 2_000, 10_000),
    window=20,
    naive_stop=200,
    naive_window=4,
    naive_curve=(1, 10, 25, 50, 100, 150),
    memory_stop=0,
    inbox=(10_000, 1_000_000),
    instances=(2_000, 200_000),
    pages=8,
    clients=(1, 2, 4),
    client_paths=20,
    histories=40,
    finished=10_000,
    driven=500,
    heads=1_000,
    leaves=1_000_000,
)
QUICK = Sizes(
    runs=3,
    paths=6,
    slow_paths=2,
    stops=(200, 2_000),
    window=16,
    naive_stop=200,
    naive_window=2,
    naive_curve=(1, 10, 50),
    memory_stop=10_000,
    inbox=(10_000, 100_000),
    instances=(2_000, 20_000),
    pages=1,
    clients=(1, 2, 4),
    client_paths=2,
    histories=10,
    finished=2_000,
    driven=50,
    heads=200,
    leaves=50_000,
)
