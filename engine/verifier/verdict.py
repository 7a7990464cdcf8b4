"""Everything that can be said of an evidence."""

from .actors import check_actors
from .chain import check_chain, check_head, check_times, check_values
from .events import check_types
from .evidence import Evidence
from .execution import execute
from .findings import OF_THE_CHAIN, Findings
from .language import say
from .log import Trust, check_log
from .parts import check_parts


def verify(evidence: Evidence, trust: Trust | None = None) -> Findings:
    """Everything that can be said of an evidence, by what the reader knows from elsewhere."""
    findings = Findings()
    check_chain(evidence.events, evidence.folio, findings)
    check_values(evidence.events, evidence.key, findings)
    sealed = check_log(evidence, trust or Trust(), findings)
    if not findings.kinds() & OF_THE_CHAIN:
        check_times(evidence.events, findings)
        check_head(evidence.events, evidence.state.get("head"), sealed, findings)
    check_parts(evidence, findings)
    if findings.kinds() & OF_THE_CHAIN:
        findings.reserves.append(say("no se ejecutó: la cadena de eventos no se sostiene"))
    elif "diagram_changed" in findings.kinds():
        findings.reserves.append(say("no se ejecutó: el diagrama no es el que corrió"))
    else:
        check_types(evidence.events, findings)
        if "event_unknown" in findings.kinds():
            findings.reserves.append(say("no se ejecutó: hay eventos de un tipo que este verificador no conoce"))
        else:
            execute(evidence, findings)
            check_actors(evidence.events, findings)
    return findings
