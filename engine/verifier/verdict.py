"""Everything that can be said of an evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .actors import check_actors
from .causes import why
from .chain import check_chain, check_head, check_times, check_values
from .disposal import check_disposal
from .events import check_types
from .evidence import UNREADABLE, Evidence, Instance
from .execution import execute
from .findings import GONE, OF_THE_CHAIN, Findings
from .language import say
from .log import Standing, Trust, check_heads, check_log
from .office import PART
from .parts import check_keys, check_parts
from .register import Starts, check_registers, check_start, expected
from .stamps import Vouched, check_vouching

AGAINST_KEPT = {"log_rolled_back", "log_forked", "log_changed", "checkpoint_removed", "checkpoint_not_trusted"}
"""Where one of these is found, it cannot be said that the log agrees with what was kept."""


@dataclass
class Verdict:
    """What was found of one instance, or of the file as a whole, which has no folio. `keys` are those that the log is
    signed with, `wanted` how many instances must be there, `vouched` what third parties vouch for, `kept` how many kept
    seals the log grew from; `actors` are those of the instance, by their ids, with what they were called."""

    folio: str | None
    events: int
    findings: Findings
    keys: list[bytes] = field(default_factory=list)
    wanted: int = 0
    vouched: list[Vouched] = field(default_factory=list)
    kept: int = 0
    actors: dict[str, str] = field(default_factory=dict)


def verdicts(evidence: Evidence, trust: Trust | None = None) -> Iterator[Verdict]:
    """One after the other, by what the reader knows from elsewhere: each instance, and last the file as a whole."""
    whole = Findings()
    trust = trust or Trust()
    standing = check_log(evidence.log, trust, whole)
    vouched = check_vouching(evidence, standing, trust, whole)
    starts = check_registers(evidence, standing, whole)
    wanted = expected(evidence, starts, standing, whole)
    missing = dict.fromkeys(wanted)
    for folio in evidence.folios:
        yield judged(evidence, folio, standing, starts, folio in missing)
        missing.pop(folio, None)
    for folio in missing:
        whole.add("folio_missing", None, folio, GONE, folio)
    keys = [] if standing is None else standing.keys
    check_keys(evidence, whole)
    for name in evidence.files.unasked():
        whole.add("part_unexpected", None, GONE, ascii(name), ascii(name))
    if evidence.unlike:
        whole.add("part_unreadable", None, PART, evidence.unlike)
    if evidence.office.asked:
        whole.reserves.append(
            say(
                "qué días se trabajaban lo dice la evidencia ({part}); cauce verify tiene el libro",
                part=PART,
            )
        )
    kept = len(trust.kept) if standing is not None and not whole.kinds() & AGAINST_KEPT else 0
    yield Verdict(None, 0, whole, keys, len(wanted), vouched, kept)


def verify(evidence: Evidence, trust: Trust | None = None) -> Findings:
    """All of it in one."""
    together = Findings()
    for each in verdicts(evidence, trust):
        together.problems += each.findings.problems
        together.reserves += each.findings.reserves
    return together


def judged(evidence: Evidence, folio: str, standing: Standing | None, starts: Starts, wanted: bool) -> Verdict:
    """Everything that can be said of one instance."""
    findings = Findings()
    try:
        instance = Instance(evidence.files, folio, evidence.office)
    except UNREADABLE as error:
        findings.add("part_unreadable", None, folio, why(error))
        return Verdict(folio, 0, findings)
    if not wanted:
        findings.add("folio_unexpected", None, GONE, folio)
    check_chain(instance.events, folio, findings)
    check_values(instance.events, instance.key, findings)
    holds = not findings.kinds() & OF_THE_CHAIN
    sealed = check_heads(instance, standing, findings)
    if holds:
        check_disposal(instance.events, instance.office, findings, excerpt=instance.excerpt)
    if not findings.kinds() & OF_THE_CHAIN:
        check_times(instance.events, findings)
        check_head(instance.events, instance.state.get("head"), sealed, findings)
    check_parts(instance, findings)
    check_start(folio, instance.events, starts, standing, findings)
    if findings.kinds() & OF_THE_CHAIN:
        findings.reserves.append(say("no se ejecutó: la cadena de eventos no se sostiene"))
    elif "diagram_changed" in findings.kinds():
        findings.reserves.append(say("no se ejecutó: el diagrama no es el que corrió"))
    else:
        check_types(instance.events, findings)
        if "event_unknown" in findings.kinds():
            findings.reserves.append(say("no se ejecutó: hay eventos de un tipo que este verificador no conoce"))
        else:
            execute(instance, findings)
            check_actors(instance.events, instance.office, findings)
    return Verdict(folio, len(instance.events), findings, actors=who_acted(instance))


def who_acted(instance: Instance) -> dict[str, str]:
    """Who did something in a history, each once, with what the company says they were called then."""
    found: dict[str, str] = {}
    for event in instance.events:
        if event.get("actor") is not None:
            found.setdefault(str(event["actor"]), instance.office.name(event["actor"], event.get("at")))
    return found
