"""Inspects diagrams and their forms before they are deployed. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bpmn.dataflow import Called, DataFlow, analyse
from bpmn.findings import Finding, Severity
from bpmn.forms.form import Form
from bpmn.forms.schema.reader import FormReading, read_form
from bpmn.latest import Latest
from bpmn.lint import lint
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Definitions, Process
from bpmn.naming import name_of, quoted
from bpmn.reader import MOST_BYTES_KEPT, MOST_KEPT, read
from bpmn.surroundings import Surrounded
from engine.definitions.calls import called, process_ids, reached, with_called
from engine.errors import DiagramRejected
from engine.execution.compiler import compile_process


@dataclass(frozen=True, slots=True)
class Source:
    """A diagram as it was given: the file's name, its bytes, and the forms that lie beside it by form id."""

    file: str
    diagram: bytes
    forms: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one source, in the order of its lines; `definitions` is None when it could not be read."""

    source: Source
    definitions: Definitions | None
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be deployed: no finding refuses it."""
        return not any(finding.refuses for finding in self.findings)

    def processes(self) -> tuple[Process, ...]:
        """The processes of the file that have a flow."""
        return tuple(process for process in self.definitions.processes if process.nodes) if self.definitions else ()


def inspect(
    source: Source,
    known: Mapping[str, bytes] | None = None,
    known_forms: Mapping[str, Mapping[str, bytes]] | None = None,
) -> Report:
    """Read `source` and try whether it runs.

    `known` are the diagrams of other processes that it may call or be called by, by process id; `known_forms` the forms
    of those, by id, as far as they are known. Never raises: whatever is wrong is a finding. The same is inspected once,
    as long as not many others come between: page, editor and submission ask for it one after the other.
    """
    known, known_forms = known or {}, known_forms or {}
    report = _reports.get(
        _parts(source, known, known_forms), len(source.diagram), lambda: _inspect(source, known, known_forms)
    )
    return replace(report, source=source)


def data_flow(
    source: Source,
    known: Mapping[str, bytes] | None = None,
    known_forms: Mapping[str, Mapping[str, bytes]] | None = None,
) -> DataFlow | None:
    """What is known of the data along the flow of `source`, beside what `inspect` takes; None where it cannot be read.

    Forms that cannot be read are as those that are not there: whatever they ask is unknown.
    """
    known, known_forms = known or {}, known_forms or {}

    def make() -> DataFlow | None:
        definitions = read(source.diagram).definitions
        return (
            None
            if definitions is None
            else analyse(definitions, _readable(source.forms), dict(_known(source, known, known_forms)))
        )

    return _flows.get(_parts(source, known, known_forms), len(source.diagram), make)


def _readable(forms: Mapping[str, bytes]) -> dict[str, Form]:
    readings = {name: read_form(data) for name, data in forms.items()}
    return {name: reading.form for name, reading in readings.items() if reading.form is not None}


def _parts(
    source: Source, known: Mapping[str, bytes], known_forms: Mapping[str, Mapping[str, bytes]]
) -> Iterator[bytes]:
    """All that a report depends on; what is at each place is plain, since each mapping begins with its size."""
    yield source.diagram
    for listed in (source.forms, known, *(known_forms[id] for id in sorted(known_forms))):
        yield b"%d" % len(listed)
        for name in sorted(listed):
            yield from (name.encode(), listed[name])
    yield from (id.encode() for id in sorted(known_forms))


def _inspect(source: Source, known: Mapping[str, bytes], known_forms: Mapping[str, Mapping[str, bytes]]) -> Report:
    readings = {name: read_form(data) for name, data in source.forms.items()}
    forms = {name: reading.form for name, reading in readings.items() if reading.form is not None}
    others = dict(_known(source, known, known_forms))
    report = lint(source.diagram, forms=forms, known_processes=known.keys(), called=others)
    findings = list(report.findings)
    if report.definitions is not None:
        findings += _forms(report.definitions, readings)
    if report.definitions is not None and not any(finding.refuses for finding in findings):
        findings += _compiled(report.definitions, source.diagram, known)
    return Report(source, report.definitions, tuple(sorted(findings, key=lambda finding: finding.line or 0)))


_reports = Latest[Report](MOST_KEPT, MOST_BYTES_KEPT)
_flows = Latest[DataFlow | None](MOST_KEPT, MOST_BYTES_KEPT)


def _known(
    source: Source, diagrams: Mapping[str, bytes], forms: Mapping[str, Mapping[str, bytes]]
) -> Iterator[tuple[str, Called]]:
    """What the processes say that `source` calls, or that call it; of their forms, those that could be read."""
    own = process_ids(source.diagram)
    calling = [id for id, diagram in diagrams.items() if any(_names(diagram, each) for each in own)]
    needed = dict.fromkeys(each for id in (*called(source.diagram), *calling) for each in reached(id, diagrams))
    for id in needed.keys() - own:
        definitions = read(diagrams[id]).definitions
        process = next((each for each in definitions.processes if each.id == id), None) if definitions else None
        if process is None:
            continue
        beside = None
        if id in forms:
            beside = _readable(forms[id])
        yield id, Called(process, beside)


def _names(diagram: bytes, process_id: str) -> bool:
    """Whether a diagram may call a process; cheaper than to read all that are in force."""
    return b"calledElement" in diagram and process_id.encode() in diagram


def _compiled(definitions: Definitions, diagram: bytes, known: Mapping[str, bytes]) -> Iterator[Finding]:
    diagrams = {**known, **{process.id: diagram for process in definitions.processes}}
    for process in definitions.processes:
        for activity in process.activities():
            if activity.called_element and process.id in reached(activity.called_element, diagrams):
                text = lazy_gettext(
                    "{name} calls a procedure that comes back to this one: it would never end. Break the circle.",
                    name=name_of(Surrounded(process), activity),
                )
                yield Finding("call_cycle", Severity.ERROR, activity.id, activity.line, text)
                return
        if process.nodes:
            try:
                compile_process(process.id, with_called(process.id, diagrams))
            except DiagramRejected as error:
                yield from error.findings


def _forms(definitions: Definitions, readings: Mapping[str, FormReading]) -> Iterator[Finding]:
    told: set[str] = set()
    for process in definitions.processes:
        for activity in process.activities():
            if activity.form is None or activity.form in told:
                continue
            reading = readings.get(activity.form)
            if reading is None:
                yield Finding(
                    "form_missing",
                    Severity.ERROR,
                    activity.id,
                    activity.line,
                    lazy_gettext(
                        "The form of {step} is missing: upload it with the diagram, as the file {form}.form.json.",
                        step=name_of(Surrounded(process), activity),
                        form=activity.form,
                    ),
                )
                continue
            for finding in reading.findings:
                yield _in_form(finding, activity, name_of(Surrounded(process), activity), reading)
            if reading.form is not None:
                told.add(activity.form)


def _in_form(finding: Finding, activity: Activity, step: Message, reading: FormReading) -> Finding:
    # The line of a finding is the diagram's; where in the form it is, the text says.
    if finding.element is None:
        text = lazy_gettext("In the form of {step}: {problem}", step=step, problem=finding.message)
    else:
        field = quoted(reading.labels.get(finding.element, finding.element))
        text = lazy_gettext(
            "In the form of {step}, {field}: {problem}", step=step, field=field, problem=finding.message
        )
    return Finding(finding.code, finding.severity, activity.id, activity.line, text)
