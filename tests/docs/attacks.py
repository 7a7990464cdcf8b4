"""The attacks that the tests carry out, as a document written from the tests themselves."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from engine.history.problems import Kind
from tests.docs.markdown import NOTE, table
from tests.engine.migration.test_tampering import ATTACKS as ON_MOVES
from tests.engine.verification.attacks import TABLE, UNSEALED
from tests.engine.verification.attacks_by_means import FOUND as BY_MEANS
from tests.engine.verification.attacks_by_means import REMAINS, Look
from tests.engine.verification.attacks_on_actors import TOLD_BY_HISTORY, TOLD_BY_THE_REGISTER, UPON
from tests.engine.verification.attacks_on_decisions import UPON_DECISIONS
from tests.engine.verification.attacks_on_disposal import FOUND as ON_DISPOSAL
from tests.engine.verification.attacks_on_disposal import NOT_IN_EVIDENCE
from tests.engine.verification.attacks_on_ledgers import FOUND as ON_LEDGERS
from tests.engine.verification.attacks_on_stamps import FOUND as ON_STAMPS
from tests.engine.verification.attacks_on_values import BY_THE_CALENDAR, UPON_VALUES
from tests.engine.verification.test_incident_tracker import CHANGES as ON_INCIDENTS
from tests.engine.verification.test_incident_tracker import SENT_ON
from tests.engine.verification.test_link_tracker import CHANGES as ON_LINKS
from tests.engine.verification.test_link_tracker import ROWS as ON_ROWS_OF_LINKS
from tests.engine.verification.test_log_checker import CHANGED as ON_THE_LOG
from tests.engine.verifier.test_many import FILES as ON_PERIODS
from tests.engine.verifier.test_stamps import CHANGED as ON_STAMPS_OF_EVIDENCE
from tests.engine.verifier.test_verifier import ZIPS

NOBODY = "**nobody**"


def text() -> str:
    """docs/reference/attacks.md: what is done, by whom, and who must find what, where."""
    by_means, on_histories, on_ledgers = list(_by_means()), list(_on_histories()), list(_on_ledgers())
    on_moves = [(name, f"`{kind}`, {_at(seq)}") for name, (_, kind, seq) in ON_MOVES.items()]
    on_the_log = [(f"`{statement}`", f"`{Kind.LOG_CHANGED}`, leaf {at}") for statement, at in ON_THE_LOG.items()]
    on_stamps = list(_on_stamps())
    on_disposal = list(_on_disposal())
    on_evidence = [(_named(attack), f"`{kind}`") for attack, kind in ZIPS.items()]
    on_evidence += [(f"a time-stamp: {_named(each)}", f"`{kind}`") for each, kind in ON_STAMPS_OF_EVIDENCE.items()]
    on_evidence += [
        (f"of a period: {_named(each)}", ", ".join(f"`{kind}`" for kind in sorted({kind for _, kind in found})))
        for each, found in ON_PERIODS.items()
    ]
    on_answers, on_actors = list(_on_answers()), list(_on_actors())
    by_itself = {name: f"{label}, by the days in the evidence" for name, (_, label) in UPON_VALUES.items()}
    on_values = [
        (name, label, by_itself[name] if name in BY_THE_CALENDAR else label) for name, (_, label) in UPON_VALUES.items()
    ]
    on_decisions = [
        (_named(attack), f"`{kind}`", f"`{kind}`" if kind is Kind.EXECUTION_DIVERGED else "")
        for attack, (_, kind) in UPON_DECISIONS.items()
    ]
    on_events = (on_histories, on_actors, on_values, on_decisions, on_answers)
    everything = (by_means, *on_events, on_disposal, on_ledgers, on_moves, on_the_log, on_stamps, on_evidence)
    return f"""{NOTE}

# Attacks

{sum(map(len, everything))} attacks that the tests carry out, the triggers of the database taken away first: nobody
finds {len(REMAINS)} of them, the others must be found as it stands here. Most of those on a database are tried on
SQLite and on PostgreSQL. What it means: [proof](../proof.md).

## By what the attacker holds

`tests/engine/verification/attacks_by_means.py`. GC-2026-0001 is sealed whole, GC-2026-0002 has grown since it was
sealed, GC-2026-0003 was never sealed; there are two checkpoints, and an auditor keeps the second. A column has what is
found by what is named over it, besides what the columns before it have; nothing else is found. The stand-alone
verifier with the kept checkpoint finds whatever of it is about the history of GC-2026-0001 or the log under it.

{table(("attack", "who", *Look), by_means)}
## On histories and what stands beside them

`tests/engine/verification/attacks.py`, on an instance that is sealed and on one that is not. No other instance is
named, where the attack is on this one alone; of the sealed one the stand-alone verifier finds the same in the
evidence, where that holds what was changed.

{table(("attack", "sealed", "not sealed yet"), on_histories)}
## On who did it

`tests/engine/verification/attacks_on_actors.py`: an event rewritten, every hash behind it and all that is stored of the
instance made again. Found at that event by the ledger of people, and no other event is named; of an evidence, which has
no people, by the stand-alone verifier where the history or the register of starts tells.

{table(("attack", "found", "in the evidence"), on_actors)}
## On what was answered

`tests/engine/verification/attacks_on_values.py`: an answer rewritten as the form of that version would not have taken
it, every hash behind it and all that is stored of the instance made again. Found as `{Kind.VALUE_NOT_ALLOWED}` at that
event by the field that is named here, and nothing else is found; of an evidence, which has no calendar, by the
stand-alone verifier where none is asked.

{table(("attack", "found at", "in the evidence"), on_values)}
## On roles and terms

`tests/engine/verification/attacks_on_decisions.py`: an event rewritten, every hash behind it and all that is stored of
the instance made again. Found at that event by the ledgers of people and of the calendar, and nothing else is found; of
an evidence, which has neither, what the diagram alone tells.

{table(("attack", "found", "in the evidence"), on_decisions)}
`tests/engine/verification/test_late_sealing.py`: a step dated before checkpoints that do not have it, found before it
is sealed and when it is to be: `{Kind.EVENT_BACK_DATED}` at that event.

## On the disposal of values

`tests/engine/verification/attacks_on_disposal.py`: values taken away without it, what is left changed after it, and
disposals that could not be, by whoever has the instance's key too. Found at that event, and nothing else is found.

{table(("attack", "upon", "found", "in the evidence"), on_disposal)}
## On links and incidents

`tests/engine/verification/test_link_tracker.py`, `tests/engine/verification/test_incident_tracker.py`: events written
otherwise, with every hash after them made again, which both verifiers find; and rows beside them.

{table(("attack", "found"), on_answers)}
## On other ledgers and what follows from them

`tests/engine/verification/attacks_on_ledgers.py`, before anything is sealed; nothing else is found. What is written
into a ledger, the log or a history so that it cannot even be read is a finding too, and ends no verification:
`tests/engine/verification/test_unreadable.py`.

{table(("attack", "found"), on_ledgers)}
## On a move to another version

`tests/engine/migration/test_tampering.py`, by both verifiers.

{table(("attack on", "found"), on_moves)}
## On the log

`tests/engine/verification/test_log_checker.py`, a log of thirteen leaves in three checkpoints.

{table(("attack", "found"), on_the_log)}
## On what third parties signed

`tests/engine/verification/attacks_on_stamps.py`: three checkpoints that a real time-stamp authority stamped and a
witness co-signed, by whoever knows the certificates of the one and the key of the other; nothing else is found.

{table(("attack", "found"), on_stamps)}
## On an evidence

`tests/engine/verifier/test_verifier.py`, `tests/engine/verifier/test_stamps.py`, `tests/engine/verifier/test_many.py`,
by the stand-alone verifier, in the file that somebody handed over.

{table(("attack", "found"), on_evidence)}"""


def _by_means() -> Iterator[tuple[str, ...]]:
    for attack, (holds, added) in BY_MEANS.items():
        cells = [_told(added[look]) for look in Look]
        yield _named(attack), holds, *(cells if any(cells) else [NOBODY] * len(cells))


def _on_histories() -> Iterator[tuple[str, ...]]:
    for attack in dict.fromkeys((*TABLE, *UNSEALED)):
        kinds = TABLE.get(attack), UNSEALED.get(attack)
        yield _named(attack), *(f"`{kind}`" if kind else "" for kind in kinds)


def _on_actors() -> Iterator[tuple[str, str, str]]:
    found = f"`{Kind.ACTOR_NOT_ENTITLED}`"
    in_evidence = dict.fromkeys(TOLD_BY_HISTORY, found) | dict.fromkeys(TOLD_BY_THE_REGISTER, f"`{Kind.START_CHANGED}`")
    return ((_named(attack), found, in_evidence.get(attack, "")) for attack in UPON)


def _on_answers() -> Iterator[tuple[str, str]]:
    for about, changes in (("a link", ON_LINKS), ("an incident", ON_INCIDENTS), ("an answer sent on", SENT_ON)):
        yield from ((f"{about}: {name}", f"`{Kind.EXECUTION_DIVERGED}`") for name in changes)
    yield from ((f"the row of a link: {name}", f"`{Kind.LINK_CHANGED}`") for name in ON_ROWS_OF_LINKS)


def _on_disposal() -> Iterator[tuple[str, ...]]:
    for attack, (upon, kind) in ON_DISPOSAL.items():
        yield _named(attack), upon, f"`{kind}`", "" if attack in NOT_IN_EVIDENCE else f"`{kind}`"


def _on_ledgers() -> Iterator[tuple[str, str]]:
    return ((_named(attack), _told(found)) for attack, found in ON_LEDGERS.items())


def _on_stamps() -> Iterator[tuple[str, str]]:
    for attack, found in ON_STAMPS.items():
        yield _named(attack), "; ".join(f"`{kind}`, {_place(kind, at)}" for kind, at in found)


def _place(kind: Kind, at: int) -> str:
    return f"size {at}" if kind is Kind.CHECKPOINT_REMOVED else f"checkpoint {at}"


def _told(found: Iterable[tuple[str, Kind, object]]) -> str:
    return "; ".join(f"{subject}: `{kind}`{'' if at is None else f', {at}'}" for subject, kind, at in found)


def _at(seq: int | None) -> str:
    return "no event" if seq is None else f"event {seq}"


def _named(attack: Callable[..., Any]) -> str:
    """The name of an attack in words, and what its docstring adds."""
    more = (inspect.getdoc(attack) or "").partition("\n\n")[0]
    name = attack.__name__.replace("_", " ")
    return f"{name} ({' '.join(more.split()).rstrip('.')})" if more else name
