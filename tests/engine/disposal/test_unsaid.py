"""Where the record does not tell what a value decided, executing ends, and all three say where and why."""

import io
from types import ModuleType

from sqlalchemy import Connection

from engine.instances import visible
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.replay.playback import DISPOSED, play
from engine.verification.instance_verifier import verify
from tests.engine.disposal.disposing import disposed, verified
from tests.engine.instances.test_timers import started, timed
from tests.engine.verification.attacks import under
from tests.engine.verification.attacks_on_disposal import dispose_as_the_program_does
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import golden, verifier  # noqa: F401  (fixtures)
from tests.support import Company

SCRIPT = '<bpmn:script>cada = "R2/PT1H"</bpmn:script>'


SCRIPTED = {"script": "scriptTask"}
SOURCE = timed(
    "start > script > a > end\nbeside > c > end2", {"beside": ("timeCycle", "cada")}, {"script": SCRIPT}, SCRIPTED
)
"""A timer that comes back as often as a script says."""


def reminded(company: Company) -> str:
    """An instance of it that is over."""
    folio = started(company, SOURCE)
    company.do(folio, "a")
    return folio


def test_it_is_in_order_with_the_reserve_of_how_far_it_was_executed(
    company: Company,
    verifier: ModuleType,  # noqa: F811
) -> None:
    folio = reminded(company)
    assert verified(company, folio).method == "plain"
    disposed(company, folio)
    report = verified(company, folio)
    assert (report.problems, report.method) == ((), "none")
    assert report.reason is not None and report.reason.values == {"element": "beside"}
    with company.database.reading() as connection:
        stop = play(connection, company.runtime, EVERYTHING, visible.EVERYTHING, folio).stop
        content = evidence_of_one(connection, company.runtime, folio)
    assert stop is not None and (stop.seq, stop.expected, stop.found) == (1, None, DISPOSED)
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(content)))
    assert findings.problems == []
    assert any("conforme a" in reserve for reserve in findings.reserves)


def test_a_disposal_that_could_not_be_is_found_there_too(company: Company) -> None:
    """One of an instance that is not over, and one under no rule."""

    def unfinished(connection: Connection, folio: str) -> None:
        dispose_as_the_program_does(connection, folio)

    def without_rule(connection: Connection, folio: str) -> None:
        dispose_as_the_program_does(connection, folio, rule="")

    running, over = started(company, SOURCE), company.start("p", "comercial")
    company.do(over, "a")
    for attack, folio in ((unfinished, running), (without_rule, over)):
        count = len(company.history(folio))

        def look(connection: Connection, folio: str = folio) -> list[tuple[str, int | None]]:
            found = verify(connection, Runtime(company.runtime.calendar), folio).problems
            return [(str(each.kind), each.seq) for each in found]

        assert under(attack, company.database, folio, look) == [("execution_diverged", count + 1)]
