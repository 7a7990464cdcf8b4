"""A diagram in a few words: what is drawn in a line, what needs more as XML, its forms."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from bpmn.examples.notation import NAMESPACES, elements
from bpmn.examples.words import WORDS
from bpmn.kinds import FLOW_NODES
from bpmn.messages import Message

PROCESS = "process"
_NODE = re.compile(r'<(\w+) id="(\w+)"')
_NAMED = FLOW_NODES | {"process", "lane"}


@dataclass(frozen=True)
class Sketch:
    """`flows` in the notation of `bpmn.examples.notation`; XML `inside` the process and `beside` it.

    `within`: the flows of each sub-process, by its id. `forms`: the fields of a step's form, by the step's id. Where
    no lane is drawn, all steps stand in one without a name. What `bpmn.examples.words` knows by its id is named so.
    `process`: attributes of the process. `part`: what is drawn of one that is too large for it. `shown`: the
    lines that a reader of the file looks at, where they are others than these.
    """

    flows: str = ""
    inside: str = ""
    beside: str = ""
    within: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    process: str = 'isExecutable="true"'
    part: "Sketch | None" = None
    shown: str = ""

    @property
    def lines(self) -> str:
        """The lines of the file that it is about."""
        return self.shown or "\n".join(filter(None, (self.beside.strip(), self.inside.strip())))

    def source(self, render: Callable[[Message], str] = str) -> bytes:
        """The BPMN file, its names in the words that `render` makes of them."""
        asking = {id: self._asking(id) for id in self.forms if f'id="{id}"' not in self.inside}
        inside = self.inside
        for id, flows in self.within.items():
            own = "".join(asking.pop(step) for step in re.findall(r"\w+", flows) if step in asking)
            inside += f'<subProcess id="{id}">{own}{elements(flows, own)}</subProcess>'
        inside += "".join(asking.values())
        content = f"{inside}\n{elements(self.flows, inside)}"
        if "<laneSet" not in content:
            content = self._lane(content) + content
        text = f'{self.beside}\n<process id="{PROCESS}" {self.process}>\n{content}\n</process>'
        return f"<definitions {NAMESPACES}>\n{_named(text, render)}\n</definitions>".encode()

    def _asking(self, id: str) -> str:
        return f'<userTask id="{id}"><extensionElements><cauce:activity form="{id}"/></extensionElements></userTask>'

    def _lane(self, content: str) -> str:
        """The lane of every step that stands in no sub-process."""
        inner = {id for flows in self.within.values() for id in re.findall(r"\w+", flows)}
        ids = [id for tag, id in _NODE.findall(content) if tag in FLOW_NODES and id not in inner]
        if not ids:
            return ""
        refs = "".join(f"<flowNodeRef>{id}</flowNodeRef>" for id in dict.fromkeys(ids))
        return f'<laneSet id="lanes"><lane id="everybody">{refs}</lane></laneSet>\n'


def _named(text: str, render: Callable[[Message], str]) -> str:
    """The XML with the names of what has none."""

    def name(found: re.Match[str]) -> str:
        tag, id = found.groups()
        word = WORDS.get(id) if tag in _NAMED else None
        return found[0] if word is None else f'{found[0]} name="{escape(render(word))}"'

    return _NODE.sub(name, text)
