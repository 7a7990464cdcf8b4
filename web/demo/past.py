"""Half a year of the demonstration's company: what its people did, command by command, each at its moment.

Everything follows from the moment at which it is made and from a fixed seed: made twice at the same moment, the same
people did the same. What they would do after it is left undone, and is the work that waits.
"""

import heapq
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from random import Random

from bpmn.forms.sample import sample
from engine.client_access.links import Link
from engine.db import Connection, Database
from engine.definitions.inspection import Source
from engine.documents import store as documents
from engine.form_drafts import commands as drafting
from engine.history.channels import JOB
from engine.history.statuses import InstanceStatus
from engine.identity.queries import person
from engine.incidents import commands as incidents
from engine.incidents.commands import StoppedByIncident
from engine.instances import client_links, commands, queries
from engine.instances.comments import comment
from engine.instances.queries import OpenTask
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.migration import commands as migration
from web.demo import around, audits
from web.demo.answers import Course, answers
from web.demo.files import pdf
from web.demo.hours import CLOSES, Hours
from web.demo.people import AWAY, HEADS, NAMES, WHO
from web.demo.plans import CANCELLED, COPIED, DAYS, MENDED_ON, MOVED, OFFERED_AT, Plan, plans
from web.demo.trade import WHO_SAYS_WHAT

Do = Callable[[Connection, datetime], None]
SEED = 14
FRIDAY = 4
VERIFIED = 20
"""How many of the first histories were verified last night."""
# Hours of work that a step waits and takes, usually; a day at work has nine.
HOURS = {
    "prospeccion": 3,
    "validacion": 7,
    "cotizar_soluciones": 14,
    "participacion": 12,
    "dimensionamiento": 9,
    "business_case": 8,
    "validar_business_case": 9,
    "elaborar_propuesta": 12,
    "validar_cumplimiento": 6,
    "enviar_cliente": 4,
    "revisar_propuesta": 40,
    "formalizar_contrato": 30,
}
OTHERS = 6.0


def live(database: Database, runtime: Runtime, at: datetime, shipped: Sequence[Source]) -> None:
    """Have the company live until `at`: its people are there, and the versions that it had first are in force."""
    logging.disable(logging.ERROR)  # what went wrong in that past is no news to who makes it
    try:
        _Company(database, runtime, at, shipped).live()
    finally:
        logging.disable(logging.NOTSET)


def beginning(runtime: Runtime, at: datetime) -> datetime:
    """When the company began that lives until `at`: early on its first day."""
    zone = runtime.calendar.zone
    day = runtime.calendar.shift(at.astimezone(zone).date(), -DAYS - 5)
    return datetime.combine(day, time(8), zone).astimezone(UTC)


class _Company:
    def __init__(self, database: Database, runtime: Runtime, at: datetime, shipped: Sequence[Source]) -> None:
        self._database, self._runtime, self._now, self._shipped = database, runtime, at, shipped
        self._random = Random(SEED)
        self._hours = Hours(runtime.calendar, at)
        self._plans = list(plans(self._hours, self._random))
        self._to_do: list[tuple[datetime, int, Do]] = []
        self._number = 0

    def live(self) -> None:
        """Do all that was done, in its order; each day is one transaction."""
        hours = self._hours
        self._at(hours.at(-DAYS - 1), partial(around.set_up, hours))
        self._at(hours.at(-1), partial(around.draw_a_sample, hours.zone))
        self._at(hours.at(-2), partial(around.prepare_a_version, self._shipped))
        self._at(hours.at(MENDED_ON), partial(around.mend, self._shipped, hours))
        self._at(hours.at(MENDED_ON, CLOSES - 2), self._move)
        self._at(hours.at(-12), partial(audits.audit, hours))
        self._at(hours.at(-6), partial(audits.answer, hours))
        for away in AWAY:
            self._at(hours.at(away.first - 2), partial(around.goes_away, hours, away))
        for plan in self._plans:
            self._at(plan.begins, partial(self._begin, plan))
        while self._to_do and self._to_do[0][0] <= self._now:
            day = hours.day(self._to_do[0][0])
            with self._database.transaction() as connection:
                self._live_on(day, connection)
            jobs = self._database.by(JOB), self._runtime, hours.end_of(day)
            around.evening(*jobs)
            if day.weekday() == FRIDAY or day >= hours.shifted(-2):
                around.weekend(*jobs, read=day <= hours.shifted(-2))
        folios = sorted(plan.folio for plan in self._plans if plan.folio)
        around.verify(self._database, self._runtime, folios[:VERIFIED], min(self._now, hours.at(0, 3)))

    def _live_on(self, day: date, connection: Connection) -> None:
        hours = self._hours
        while self._to_do and self._to_do[0][0] <= self._now and hours.day(self._to_do[0][0]) == day:
            moment, _, do = heapq.heappop(self._to_do)
            do(connection, moment)
        around.post(connection, hours.end_of(day), bounces=day > hours.shifted(-5))

    def _at(self, moment: datetime, do: Do) -> None:
        self._number += 1
        heapq.heappush(self._to_do, (moment, self._number, do))

    def _begin(self, plan: Plan, connection: Connection, at: datetime) -> None:
        plan.folio = commands.start(connection, self._runtime, around.PROCESS, actor=plan.deal.seller, at=at)[0]
        self._goes_on(plan, "prospeccion", at)

    def _goes_on(self, plan: Plan, element: str, at: datetime) -> None:
        hours = HOURS.get(element, OTHERS) * self._random.uniform(0.4, 1.5)
        self._at(self._hours.later(at, hours), partial(self._go_on, plan))

    def _go_on(self, plan: Plan, connection: Connection, at: datetime) -> None:
        """Somebody has a look at what waits: they take it, do it, or leave it."""
        waiting = queries.tasks(connection, EVERYTHING, folio=plan.folio)
        task = next((each for each in waiting if each.item.visit.element != plan.stays_at), None)
        if plan.deal.course is Course.CANCELLED and plan.done:
            by, mistake = plan.deal.seller, plan.deal.number == COPIED
            reason = CANCELLED[plan.deal.number]
            commands.cancel(connection, self._runtime, plan.folio, reason, mistake=mistake, actor=by, at=at)
        elif task is not None:
            self._do(plan, task, self._who(plan, task, at), connection, at)
        elif waiting and len(waiting[0].candidates) > 1 and waiting[0].item.assignee is None:
            self._begin_to_write(plan, waiting[0], connection, at)

    def _begin_to_write(self, plan: Plan, task: OpenTask, connection: Connection, at: datetime) -> None:
        """Take it, and write half of what it asks."""
        actor, id_ = self._who(plan, task, at), task.item.id
        commands.claim(connection, self._runtime, id_, actor=actor, at=at)
        values = list(self._filled(plan, task, actor, connection, at).items())
        drafting.save(connection, id_, actor, dict(values[: len(values) // 2]), drafting.Writer("demo", 1), at=at)

    def _do(self, plan: Plan, task: OpenTask, actor: str, connection: Connection, at: datetime) -> None:
        """Do it at once, or take it first; now and then a head hands it to somebody, or a colleague takes it over."""
        id_, chance = task.item.id, self._random.random()
        if task.item.assignee is not None or len(task.candidates) == 1 or chance > 0.75:
            self._complete(plan, task, actor, connection, at)
            return
        head = next((HEADS[role][0] for role in WHO[actor].roles if role in HEADS), actor)
        if chance < 0.1 and head != actor:
            reason = "Es quien menos pasos tiene esta semana."
            commands.assign(connection, self._runtime, id_, actor, reason, actor=head, at=at)
        else:
            commands.claim(connection, self._runtime, id_, actor=actor, at=at)
        colleague = next((each for each in task.candidates if each not in (actor, head)), None)
        if chance > 0.7 and colleague is not None:
            asks, takes = self._hours.later(at, 2), self._hours.later(at, 5)
            self._at(asks, partial(self._ask_for, plan, id_, colleague))
            self._at(takes, partial(self._take_over, plan, id_, colleague))
            at, actor = takes, colleague
        self._at(self._hours.later(at, self._random.uniform(0.5, 4)), partial(self._complete, plan, task, actor))

    def _ask_for(self, plan: Plan, id_: str, who: str, connection: Connection, at: datetime) -> None:
        message = f"Conozco a {plan.deal.client.contact}; ¿me lo pasa?"
        commands.ask_for(connection, self._runtime, id_, message, actor=who, at=at)

    def _take_over(self, plan: Plan, id_: str, who: str, connection: Connection, at: datetime) -> None:
        reason = f"Lo acordamos por teléfono: llevo la cuenta de {plan.deal.client.name}."
        commands.take_over(connection, self._runtime, id_, reason, actor=who, at=at)

    def _who(self, plan: Plan, task: OpenTask, at: datetime) -> str:
        """Who does it: whoever does that in this opportunity, where they may; who is away has it done."""
        mine = [each for each in plan.people.values() if each in task.candidates]
        first = [each for each in (plan.deal.presales, plan.deal.seller) if each in mine]
        found = (first or mine or list(task.candidates))[0]
        day = self._hours.day(at)
        away = {each.person: each.substitute for each in AWAY if self._is_between(day, each.first, each.last)}
        return away.get(found, found)

    def _is_between(self, day: date, first: int, last: int) -> bool:
        return self._hours.shifted(first) <= day <= self._hours.shifted(last)

    def _complete(self, plan: Plan, task: OpenTask, actor: str, connection: Connection, at: datetime) -> None:
        visit, id_ = task.item.visit, task.item.id
        values = self._filled(plan, task, actor, connection, at)
        link = self._link(plan, connection, at) if visit.element == OFFERED_AT else None
        if link is not None:
            became = incidents.answer(connection, self._runtime, link, values, at=at)
        else:
            became = incidents.complete(connection, self._runtime, id_, values, actor=actor, at=at)
        if isinstance(became, StoppedByIncident):
            return
        self._say(plan, visit.element, actor, at)
        plan.done.add(visit.element)
        waiting = [each for each in became.items.values() if each.is_open]
        if became.status == InstanceStatus.RUNNING:
            self._goes_on(plan, waiting[0].visit.element if waiting else "", at)

    def _link(self, plan: Plan, connection: Connection, at: datetime) -> Link | None:
        """The link by which the client answers; None where they were sent none."""
        who = person(connection, plan.deal.seller)
        offers = client_links.offers(connection, self._runtime, EVERYTHING, plan.folio, who, at=at)
        tokens = [each.token for each in offers if each.token is not None]
        return client_links.review(connection, self._runtime, tokens[0], at=at).link if tokens else None

    def _filled(
        self, plan: Plan, task: OpenTask, actor: str, connection: Connection, at: datetime
    ) -> dict[str, object]:
        session, item = InstanceSession.open_at(connection, self._runtime, task.item.id)
        form = commands.form_of(connection, self._runtime, session, item)
        if form is None:
            return {}
        keep = partial(documents.store, connection, actor=actor, at=at)
        visit, today = item.visit, self._hours.day(at)
        asked = form.keys
        given = answers(plan.deal, visit.element, visit.round, today, self._hours.calendar, keep)
        environment = session.calendar.environment(at)
        return sample(
            form,
            {name: value for name, value in given.items() if name in asked},
            session.execution().seen_at(visit) or {},
            environment=environment,
            file=lambda key: keep(f"{key}.pdf", pdf(item.name, [plan.deal.client.name, key])),
        )

    def _say(self, plan: Plan, element: str, actor: str, at: datetime) -> None:
        """Something is said about what was done, now and then."""
        for number, (where, who, text) in enumerate(WHO_SAYS_WHAT):
            if where != element or self._random.random() > 0.3:
                continue
            area = next((each for each in plan.deal.areas), "")
            people = {
                "seller": plan.deal.seller,
                "presales": plan.deal.presales,
                "director": around.AUTHOR,
                "general": around.APPROVER,
                "compliance": plan.people["cumplimiento"],
                "area": actor,
                "area_head": area,
            }
            author = who.format(**people)
            said = text.format(**{role: NAMES[id_] for role, id_ in people.items()}, contact=plan.deal.client.contact)
            then = self._hours.later(at, self._random.uniform(0.1, 2) + number / 100)
            self._at(then, lambda connection, at, a=author, t=said: self._comment(plan, a, t, connection, at))  # type: ignore[misc]

    def _comment(self, plan: Plan, author: str, text: str, connection: Connection, at: datetime) -> None:
        comment(connection, self._runtime, plan.folio, text, actor=author, at=at)

    def _move(self, connection: Connection, at: datetime) -> None:
        reason = "Para que siga con la versión corregida."
        plan = next(each for each in self._plans if each.deal.number == MOVED)
        migration.migrate(connection, self._runtime, plan.folio, reason, actor=around.AUTHOR, at=at)
        self._goes_on(plan, "", at)
