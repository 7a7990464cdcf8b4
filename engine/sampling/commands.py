"""Commands over samples: drawing one, saying what was found in each, concluding. Each is an entry of a ledger.

Auditors alone give them: a sample of what somebody sees of histories is none of them all.
"""

import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from engine import canonical_json
from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.history import ledger
from engine.identity.queries import Person, person
from engine.identity.role_ids import AUDITOR
from engine.sampling.drawing import Draw, Member, Method, draw, listed
from engine.sampling.models import sample_items, samples
from engine.sampling.record import SAMPLES, ChangeType, Verdict, counts
from engine.sampling.sizes import Plan
from engine.statements import wait_for

LONGEST_TITLE = 200
LONGEST_TEXT = 2_000
"""Characters of a note, and of a conclusion."""
MOST_ATTRIBUTES = 20
LONGEST_ATTRIBUTE = 300
Judged = Mapping[str, tuple[Verdict, str]]
"""What was found, by the number of the attribute from 1 on: the verdict, and a note."""


class BadSampleTitle(Invalid):
    """A sample has a title. Details: `longest`."""

    code = "bad_sample_title"


class BadAttributes(Invalid):
    """A worksheet asks from one to `most` attributes, in `longest` characters each."""

    code = "bad_sample_attributes"


class BadVerdict(Invalid):
    """A verdict about an attribute that is not asked, or a deviation without a note. Details: `attribute`, its number;
    `longest`, the characters of a note."""

    code = "bad_sample_verdict"


class SampleConcluded(Conflict):
    """The sample was concluded: its verdicts stay as they are. Details: `id`."""

    code = "sample_concluded"


class SampleNotFinished(Conflict):
    """Something of the sample has no verdict yet. Details: `id`, `left`."""

    code = "sample_not_finished"


class ConclusionMissing(Invalid):
    """A conclusion is written in words. Details: `longest`."""

    code = "sample_conclusion_missing"


def thrown_seed() -> str:
    """A seed that nobody chose: twenty digits, as dice would give them."""
    return f"{secrets.randbelow(10**20):020d}"


def may_sample(who: Person) -> bool:
    """Whether somebody draws samples and works through them."""
    return AUDITOR in who.roles


def require_sampler(who: Person) -> None:
    """Raises NotAllowed unless the person may draw samples."""
    if not may_sample(who):
        raise NotAllowed(actor=who.id, roles=[AUDITOR])


def draw_sample(
    connection: Connection,
    title: str,
    attributes: Sequence[str],
    members: Iterable[Member],
    method: Method,
    *,
    seed: str,
    size: int,
    asked: str,
    by: str = "",
    plan: Plan | None = None,
    actor: str,
    at: datetime,
) -> int:
    """Draw a sample from the population and keep it; gives its number. `asked` is the address of the question that the
    population answers, `by` what its strata are of, `plan` what the size follows from.

    Raises NotAllowed, BadSampleTitle, BadAttributes, BadSeed, BadSampleSize, NothingToDraw.
    """
    require_sampler(person(connection, actor))
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise BadSampleTitle(longest=LONGEST_TITLE)
    asks = [text for text in (" ".join(each.split()) for each in attributes) if text]
    if not 0 < len(asks) <= MOST_ATTRIBUTES or max(map(len, asks)) > LONGEST_ATTRIBUTE:
        raise BadAttributes(most=MOST_ATTRIBUTES, longest=LONGEST_ATTRIBUTE)
    members = list(members)
    drawn = draw(members, method, seed, size)
    wait_for(connection, f"cauce ledger {SAMPLES}")
    id = (connection.execute(select(func.max(samples.c.id))).scalar() or 0) + 1
    says = {
        "title": title, "asked": asked, "method": str(method), "by": by, "seed": seed, "size": size,
        "plan": None if plan is None else asdict(plan), "population": drawn.population, "digest": drawn.digest,
        "attributes": asks, "items": [list(each) for each in drawn.items],
    }  # fmt: skip
    entry = ledger.append(connection, SAMPLES, ChangeType.DRAWN, str(id), says, actor=actor, at=at)
    row = {name: says[name] for name in says if name != "items"} | {
        "id": id,
        "plan": None if plan is None else canonical_json.dumps(says["plan"]),
        "attributes": canonical_json.dumps(asks),
        "members": zlib.compress(listed(members, method), 9),
        "drawn_by": actor,
        "drawn_at": entry.moment,
    }
    connection.execute(insert(samples).values(**row))
    connection.execute(insert(sample_items), _rows(id, drawn))
    return id


def _rows(id: int, drawn: Draw) -> list[dict[str, object]]:
    empty = {"sample_id": id, "verdicts": "{}", "judged": 0, "deviations": 0}
    return [
        {**empty, "position": place, "folio": each.folio, "stratum": each.stratum, "hits": each.hits}
        for place, each in enumerate(drawn.items, 1)
    ]


def judge(connection: Connection, id: int, folio: str, judged: Judged, *, actor: str, at: datetime) -> None:
    """Say what was found in one of a sample; what was said of it before counts no more, and stays in the ledger.

    Raises NotAllowed, NotFound (kinds ``sample``, ``instance``), SampleConcluded, BadVerdict: a deviation is explained.
    """
    require_sampler(person(connection, actor))
    asked = _open(connection, id)
    of_it = sample_items.c.sample_id == id, sample_items.c.folio == folio
    before = connection.execute(select(sample_items.c.verdicts).where(*of_it)).scalar()
    if before is None:
        raise NotFound(kind="instance", id=folio)
    verdicts = {number: _verdict(asked, number, *each) for number, each in judged.items()}
    text = canonical_json.dumps(verdicts)
    if text == before:
        return
    entry = ledger.append(
        connection, SAMPLES, ChangeType.JUDGED, str(id), {"folio": folio, "verdicts": verdicts}, actor=actor, at=at
    )
    found, deviations = counts(verdicts)
    row = {"verdicts": text, "judged": found, "deviations": deviations, "judged_by": actor, "judged_at": entry.moment}
    connection.execute(update(sample_items).where(*of_it).values(**row))


def _verdict(asked: int, number: str, verdict: Verdict, note: str) -> dict[str, str]:
    note = note.strip()
    known = number.isascii() and number.isdigit() and 0 < int(number) <= asked and number == str(int(number))
    if not known or len(note) > LONGEST_TEXT or (verdict is Verdict.DEVIATION and not note):
        raise BadVerdict(attribute=number, longest=LONGEST_TEXT)
    return {"verdict": str(verdict), "note": note}


def conclude(connection: Connection, id: int, conclusion: str, *, actor: str, at: datetime) -> None:
    """Write what the sample shows; nothing of it changes after that.

    Raises NotAllowed, NotFound (kind ``sample``), SampleConcluded, SampleNotFinished, ConclusionMissing.
    """
    require_sampler(person(connection, actor))
    asked = _open(connection, id)
    left = select(func.count()).select_from(sample_items)
    left = left.where(sample_items.c.sample_id == id, sample_items.c.judged < asked)
    if count := connection.execute(left).scalar_one():
        raise SampleNotFinished(id=id, left=count)
    conclusion = conclusion.strip()
    if not conclusion or len(conclusion) > LONGEST_TEXT:
        raise ConclusionMissing(longest=LONGEST_TEXT)
    says = {"conclusion": conclusion}
    entry = ledger.append(connection, SAMPLES, ChangeType.CONCLUDED, str(id), says, actor=actor, at=at)
    row = {**says, "concluded_by": actor, "concluded_at": entry.moment}
    connection.execute(update(samples).where(samples.c.id == id).values(**row))


def _open(connection: Connection, id: int) -> int:
    """How many attributes a sample asks. Its verdicts are given one after the other."""
    wait_for(connection, f"cauce ledger {SAMPLES}")
    row = connection.execute(select(samples.c.attributes, samples.c.concluded_at).where(samples.c.id == id)).first()
    if row is None:
        raise NotFound(kind="sample", id=str(id))
    if row.concluded_at is not None:
        raise SampleConcluded(id=id)
    asks = canonical_json.loads(row.attributes)
    assert isinstance(asks, list)
    return len(asks)
