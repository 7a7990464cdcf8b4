"""Replays logs by PM4Py; run by its own interpreter (`tests.engine.mining.test_pm4py`), and imports nothing of ours.

Takes the log as XES, the log as OCEL and the folder of diagrams; prints what it found as JSON.
"""

import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
import pm4py  # type: ignore[import-not-found]  # noqa: E402

MAIN = "gestion_comercial-4.bpmn"
pm4py.util.constants.SHOW_PROGRESS_BAR = False


def replayed(log: "pm4py.objects.log.obj.EventLog", diagram: Path) -> dict[str, object]:
    """How well a log fits a diagram, and the activities that the diagram does not have."""
    net = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(diagram)))
    found = pm4py.fitness_token_based_replay(log, *net)
    known = {transition.label for transition in net[0].transitions if transition.label}
    cases = sorted(set(log["case:concept:name"]))
    strange = sorted(set(log["concept:name"]) - known)
    return {"cases": cases, "fitness": found["log_fitness"], "fit": found["perc_fit_traces"], "strange": strange}


def _without_every_third(log: "pm4py.objects.log.obj.EventLog") -> "pm4py.objects.log.obj.EventLog":
    return log[log.reset_index().index % 3 != 0]


def main(xes: str, ocel: str, folder: str) -> None:
    log, objects = pm4py.read_xes(xes), pm4py.read_ocel2(ocel)
    finished = log[log["case:cauce:status"] == "completed"]
    flat = pm4py.ocel_flattening(objects, "opportunity")
    calls = pm4py.ocel_flattening(objects, "called procedure")
    by_diagram = {str(name): its for name, its in finished.groupby("case:cauce:diagram")}
    told = {
        "cases": sorted(set(log["case:concept:name"])),
        "by_xes": {name: replayed(its, Path(folder) / name) for name, its in by_diagram.items()},
        "by_ocel": {
            name: replayed(flat[flat["case:concept:name"].isin(set(its["case:concept:name"]))], Path(folder) / name)
            for name, its in by_diagram.items()
        },
        "calls": replayed(calls, Path(folder) / "alianzas_estrategicas-1.bpmn"),
        "wrong": replayed(_without_every_third(by_diagram[MAIN]), Path(folder) / MAIN),
        "types": sorted(pm4py.ocel_get_object_types(objects)),
        "qualifiers": sorted(set(objects.relations["ocel:qualifier"])),
    }
    sys.stdout.write(f"\n{json.dumps(told)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
