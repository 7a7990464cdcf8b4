"""The register of starts, as far as an evidence holds it: which folios there are, and how each begins.

Every start is an entry in the ledger of its prefix and year, chained to the one before. An excerpt ends, where it can,
with an entry that was sealed: from there back each entry is proven by the one behind it. So it is proven that between
two of its entries there is no other; what was entered after the last sealed one is only what the database says.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from .canonical import canonical, sha256
from .causes import why
from .chain import is_moment
from .evidence import REGISTERS, UNREADABLE, Evidence
from .findings import GONE, OF_THE_CHAIN, Findings
from .language import say
from .log import UNPROVEN, Standing

LEDGER = "register:"
ZONES = timedelta(hours=14)
"""No zone of the world is further from UTC."""


@dataclass(frozen=True)
class Start:
    """An entry of the register: the hash of the first event, when it was entered, and whether a seal proves it."""

    first: str
    at: str
    proven: bool


@dataclass
class Starts:
    """What the excerpts say. `known` are the registers that could be read; `until` is up to when each is proven, None
    where it is beyond the period."""

    known: set[str] = field(default_factory=set)
    folios: dict[str, Start] = field(default_factory=dict)
    until: dict[str, str | None] = field(default_factory=dict)


def check_registers(evidence: Evidence, standing: Standing | None, findings: Findings) -> Starts:
    """Read every excerpt and check its chain; of a period also that it begins before it and goes on behind it."""
    starts = Starts()
    if evidence.period is not None and not is_period(evidence.period):
        findings.add("period_changed", None, say("un periodo"), canonical(evidence.period)[:200])
        return starts
    for name in evidence.registers:
        path = f"{REGISTERS}{name}.json"
        try:
            excerpt = evidence.files.json(path)
            entries = [(int(entry["seq"]), str(entry["at"]), str(entry["prev_hash"]), entry)
                       for entry in excerpt["entries"]]  # fmt: skip
            proven = sealed(name, excerpt["heads"], standing, findings)
            trusted = chained(name, entries, proven, findings)
            late(name, entries, proven, standing, findings)
            for seq, at, _, entry in entries:
                says = entry["data"] if isinstance(entry["data"], dict) else {}
                starts.folios[str(entry["subject"])] = Start(str(says.get("first", GONE)), at, seq in trusted)
        except (*UNREADABLE, *UNPROVEN) as error:
            findings.add("part_unreadable", None, path, why(error))
            continue
        starts.known.add(name)
        if evidence.period is not None:
            whole(name, entries, trusted, evidence.period, starts, findings)
    return starts


def sealed(name: str, heads: list[Any], standing: Standing | None, findings: Findings) -> dict[int, str]:
    """The hashes of the entries that were sealed, by their numbers."""
    found = {}
    for head in heads if standing is not None else ():
        if standing is not None and standing.proves(f"{LEDGER}{name}", head):
            found[int(head["seq"])] = str(head["hash"])
        else:
            findings.add("log_changed", None, f"{LEDGER}{name}", head["hash"], f"{head['index']}")
    return found


def chained(
    name: str, entries: list[tuple[int, str, str, Any]], proven: dict[int, str], findings: Findings
) -> set[int]:
    """Check the chain from its end; gives the numbers of the entries that a seal proves."""
    trusted, wanted, ledger = set[int](), dict[int, str](), f"{LEDGER}{name}"
    behind: tuple[int, str] | None = None
    for seq, _, before, entry in reversed(entries):
        own = sha256(canonical({key: value for key, value in entry.items() if key != "hash"}))
        follows = behind[1] if behind is not None and behind[0] == seq + 1 else own
        expected = proven.get(seq) or wanted.get(seq) or follows
        behind = seq, before
        if own != entry["hash"] or entry["ledger"] != ledger or expected != own:
            findings.add("entry_changed", seq, expected, own, ledger)
        elif seq in proven or seq in wanted:
            trusted.add(seq)
            wanted[seq - 1] = before
    for seq in sorted(proven.keys() - {seq for seq, *_ in entries}):
        findings.add("entry_removed", seq, proven[seq], GONE, ledger)
    return trusted


def late(
    name: str, entries: list[tuple[int, str, str, Any]], proven: dict[int, str], standing: Standing | None,
    findings: Findings,
) -> None:  # fmt: skip
    """That the first entry that no seal proves is not one that the newest seal must have."""
    behind = [(seq, at) for seq, at, *_ in entries if seq > max(proven, default=0)]
    for seq, at in behind[:1] if standing is not None else ():
        missed = standing.missed(f"{LEDGER}{name}", at) if standing is not None else None
        if missed:
            findings.add("time_disagrees", seq, missed, at, f"{LEDGER}{name}")


def whole(
    name: str, entries: list[tuple[int, str, str, Any]], trusted: set[int], period: Any, starts: Starts,
    findings: Findings,
) -> None:  # fmt: skip
    """That no entry of the period is missing: numbers follow, and the excerpt goes beyond both of its ends."""
    ledger, before = f"{LEDGER}{name}", 0
    if entries and entries[0][0] > 1 and entries[0][1] >= period["since"]:
        findings.add("entry_removed", entries[0][0] - 1, period["since"], entries[0][1], ledger)
    for (seq, at, _, _), (following, later, _, _) in pairwise(entries):
        if following != seq + 1:
            findings.add("entry_removed", seq + 1, seq + 1, following, ledger)
        if later < at:
            findings.add("entry_changed", following, at, later, ledger)
    for folio, number in ((str(entry["subject"]), number_of(str(entry["subject"]))) for *_, entry in entries):
        for missing in range(before + 1, number if before and number > before else 0):
            findings.add("folio_missing", None, f"{name}-{missing:04d}", GONE, f"{name}-{missing:04d}")
        before = number or before
        if not folio.startswith(f"{name}-"):
            findings.add("entry_changed", None, f"{name}-…", folio, ledger)
    last = max(trusted, default=0)
    at = next((at for seq, at, _, _ in entries if seq == last), "")
    starts.until[name] = None if at >= period["until"] else at


def number_of(folio: str) -> int:
    """The number of a folio within its prefix and year, 0 for a text that is none."""
    text = folio.rpartition("-")[2]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def is_period(period: Any) -> bool:
    """Whether the moments of a period are the ends of the days that it names, where it says; where that zone is not
    known to this machine, in some zone of the world. They are compared as texts, so as such they must be moments."""
    try:
        first, last = (date.fromisoformat(period[name]) for name in ("from", "to"))
        named, ends = [period["from"], period["to"]], [first, last + timedelta(days=1)]
        told = [period["since"], period["until"]]
        if named != [first.isoformat(), last.isoformat()] or first > last or not all(map(is_moment, told)):
            return False
        moments = [datetime.fromisoformat(each) for each in told]
        zone = zone_of(period["zone"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return False
    if zone is not None:
        return moments == [datetime.combine(day, time(), zone) for day in ends]
    return all(
        abs(moment - datetime.combine(day, time(), UTC)) <= ZONES for moment, day in zip(moments, ends, strict=True)
    )


def zone_of(name: Any) -> ZoneInfo | None:
    """A time zone by its name, if this machine knows it (on Windows Python knows none)."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return None


def drawn(seed: str, folios: list[str], size: int) -> set[str]:
    """The folios that a sample takes: those with the smallest SHA-256 of seed and folio."""
    return set(sorted(folios, key=lambda folio: sha256(f"{seed} {folio}"))[:size])


def seed_of(standing: Standing) -> str:
    """What a sample is drawn by: the SHA-256 of the text that the newest checkpoint signs."""
    return hashlib.sha256(standing.newest.text.encode()).hexdigest()


def expected(evidence: Evidence, starts: Starts, standing: Standing | None, findings: Findings) -> list[str]:
    """The folios that must be in the evidence, as far as can be told; says what cannot."""
    period = evidence.period
    if period is None or not is_period(period):
        return [str(folio) for folio in evidence.wanted or []]
    mine = {folio: start for folio, start in starts.folios.items() if period["since"] <= start.at < period["until"]}
    for name, until in sorted(starts.until.items()):
        if until is not None and standing is not None:
            reserve = say("el registro de inicios {name} está probado hasta {moment}", name=name, moment=until or GONE)
            findings.reserves.append(reserve)
    if zone_of(period["zone"]) is None:
        findings.reserves.append(
            say("esta máquina no conoce la zona {zone}: las horas del periodo no se comprobaron", zone=period["zone"])
        )
    without = say("no trae ningún registro de inicios: que no haya folios no se prueba aquí")
    names = ", ".join(evidence.registers)
    others = say("que no haya folios con otro prefijo que {names} no se prueba aquí", names=names)
    findings.reserves.append(others if names else without)
    if evidence.sample is None:
        return list(mine)
    size, seed = evidence.sample.get("size"), evidence.sample.get("seed")
    if standing is None or type(size) is not int or size < 1 or seed != seed_of(standing):
        findings.add("sample_changed", None, GONE if standing is None else seed_of(standing), f"{size} {seed}")
        return list(mine)
    return sorted(drawn(str(seed), [folio for folio, start in mine.items() if start.proven], size))


def check_start(folio: str, events: list[Any], starts: Starts, standing: Standing | None, findings: Findings) -> None:
    """That an instance is registered and begins as it was. What a changed chain begins with is nobody's word."""
    register = folio.rpartition("-")[0]
    if register not in starts.known:
        findings.reserves.append(say("no trae su asiento en el registro de inicios"))
        return
    start = starts.folios.get(folio)
    if start is None:
        findings.add("instance_not_registered", None, folio, GONE)
        return
    if not start.proven and standing is not None:
        findings.reserves.append(say("su asiento en el registro de inicios aún no estaba sellado"))
    if not findings.kinds() & {*OF_THE_CHAIN, "history_rewritten"}:
        first = events[0].get("hash") if events else GONE
        if first != start.first:
            findings.add("start_changed", 1, start.first, first)
