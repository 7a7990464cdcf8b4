"""Which variables there can be at each point of the flow, of which kind, and whether they may be missing or empty.

`analyse` follows the data forward through a file's processes, as the engine carries them; rules, impact and the editor
ask what it found.
"""

from bpmn.dataflow.flow import Called, DataFlow, Held, Known, Read, analyse

__all__ = ["Called", "DataFlow", "Held", "Known", "Read", "analyse"]
