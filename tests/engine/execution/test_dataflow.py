"""What the data flow knows of a process is what its runs show, and what is wrong with the data is found before."""

from collections.abc import Iterator
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bpmn.dataflow import DataFlow, analyse
from bpmn.dataflow.uses import Point
from bpmn.expressions import EvaluationError, parse_expression
from bpmn.findings import Finding, Severity
from bpmn.forms.feel import Environment
from bpmn.forms.validate import validate
from bpmn.lint import lint
from bpmn.reader import read
from engine.errors import ExecutionFailed
from engine.execution.compiler import compile_process
from engine.execution.runner import Enabled, Execution
from tests.engine.execution.programs import Program, answer, program, with_fault
from tests.examples import examples

MAX_STEPS = 25
ABOUT_DATA = frozenset(
    (
        *("unknown_variable", "variable_written_later", "variable_may_be_missing", "expression_spelling"),
        *("incomparable_kinds", "unoffered_value", "empty_value"),
    )
)
ENVIRONMENT = Environment(date(2026, 3, 2))


def found_in(made: Program) -> list[Finding]:
    """What the rules about data find."""
    report = lint(made.source, forms=made.read_forms)
    return [finding for finding in report.findings if finding.code in ABOUT_DATA]


def flow_of(made: Program) -> DataFlow:
    """The data flow of a process."""
    definitions = read(made.source).definitions
    assert definitions is not None
    return analyse(definitions, made.read_forms)


def run(made: Program, lot: Random) -> Iterator[Enabled]:
    """The work of one run, as it comes. Raises ExecutionFailed, and EvaluationError for a condition over what is not
    there, which the engine itself takes for not met."""
    executable, forms = compile_process("p", [made.source]), made.read_forms
    step = Execution(executable).start({})
    waiting = list(step.enabled)
    for _ in range(MAX_STEPS):
        if not waiting:
            return
        work = waiting.pop(lot.randrange(len(waiting)))
        yield work
        values: dict[str, object] = {}
        if work.visit.element in forms:
            submitted = answer(made.forms[work.visit.element], lot)
            result = validate(forms[work.visit.element], submitted, work.data, environment=ENVIRONMENT)
            assert not result.errors
            values = result.values
        execution = Execution(executable, step.snapshot)
        late = [timer.visit for timer in execution.timers() if timer.visit.element == f"late{work.visit.element}"]
        fires = late and lot.random() < 0.5
        step = execution.fire(late[0]) if fires else execution.complete(work.visit, values)
        for passage in step.passages:
            for flow in executable.processes["p"].flows:
                if flow.source == passage.visit.element and flow.condition:
                    parse_expression(flow.condition).evaluate(passage.data)
        waiting += step.enabled


@given(st.randoms(use_true_random=False))
@examples(20)
def test_what_is_there_when_work_waits_is_what_the_flow_knows(lot: Random) -> None:
    made = program(lot, sound=False)
    flow = flow_of(made)
    for _ in range(3):
        try:
            for work in run(made, lot):
                known = flow.at(work.visit.element, Point.ENABLED)
                assert work.data.keys() <= known.keys()
                for name, one in known.items():
                    assert one.may_be_missing or name in work.data, (made.source, work.visit, name)
                    value = work.data.get(name)
                    assert one.may_be_missing or one.may_be_empty or value not in (None, "", []), (made.source, name)
                    if value not in (None, "", []) and one.kind.values is not None:
                        assert value in one.kind.values
        except (ExecutionFailed, EvaluationError):
            continue


@given(st.randoms(use_true_random=False))
@examples(30)
def test_in_a_process_that_reads_what_is_there_nothing_is_found(lot: Random) -> None:
    made = program(lot)
    assert [(finding.code, str(finding.message)) for finding in found_in(made)] == [], made.source.decode()


@given(st.randoms(use_true_random=False))
@examples(25)
def test_a_fault_in_the_data_is_found_or_every_run_is_right(lot: Random) -> None:
    made = with_fault(program(lot), lot)
    if found_in(made):
        return
    for _ in range(4):
        for _ in run(made, lot):
            pass


def test_the_faults_that_are_made_are_faults() -> None:
    lot = Random(1)
    found = [finding for _ in range(30) for finding in found_in(with_fault(program(lot), lot))]
    assert {"unknown_variable", "incomparable_kinds"} <= {finding.code for finding in found}
    assert Severity.ERROR in {finding.severity for finding in found}
