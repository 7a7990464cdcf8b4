"""Which processes a diagram holds, and which it calls."""

from collections.abc import Mapping

from bpmn.reader import read


def process_ids(diagram: bytes) -> list[str]:
    """The ids of the processes in a diagram; none when it cannot be read."""
    definitions = read(diagram).definitions
    return [process.id for process in definitions.processes] if definitions else []


def called(diagram: bytes) -> tuple[str, ...]:
    """The ids of the processes that the call activities of a diagram name, in document order."""
    definitions = read(diagram).definitions
    processes = definitions.processes if definitions else ()
    ids = (activity.called_element for process in processes for activity in process.activities())
    return tuple(dict.fromkeys(id_ for id_ in ids if id_))


def reached(process_id: str, diagrams: Mapping[str, bytes]) -> list[str]:
    """The ids of `process_id` and of every process it calls, directly or not, as far as `diagrams` has them."""
    needed, found = [process_id], dict[str, None]()
    while needed:
        current = needed.pop()
        if current not in found and current in diagrams:
            found[current] = None
            needed += called(diagrams[current])
    return list(found)


def with_called(process_id: str, diagrams: Mapping[str, bytes]) -> list[bytes]:
    """The diagrams that `process_id` needs: its own and those of every process it calls, each once."""
    return list(dict.fromkeys(diagrams[name] for name in reached(process_id, diagrams)))
