"""Drafts tried on the instances of a company."""

from datetime import datetime

from engine.definitions.inspection import Source
from engine.impact.effects import Effect
from engine.impact.population import candidates, read_share, shares
from engine.impact.trial import Proposal, Trial
from tests.support import START, Company


def effects(
    company: Company, source: bytes | Source, process_id: str = "p", since: datetime = START
) -> dict[str, Effect]:
    """What a draft does to each instance, by folio."""
    given = source if isinstance(source, Source) else Source("p.bpmn", source)
    trial = Trial(Proposal(process_id, given.diagram, given.forms))
    found: dict[str, Effect] = {}
    with company.database.reading() as connection:
        for part in shares(candidates(connection, process_id, since)):
            for tried in trial.tried(connection, read_share(connection, part)):
                found[tried.instance.folio] = tried.effect
    return found


def told(effect: Effect) -> tuple[str | None, ...]:
    """An effect in short: verdict, cause, the element it is about, the element where a token goes on."""
    place, target = effect.place, effect.target
    short = (str(effect.verdict), None if effect.cause is None else str(effect.cause), place and place.element)
    return short if target is None else (*short, target.element)
