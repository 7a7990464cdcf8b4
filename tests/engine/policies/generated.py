"""Opportunities as they could have gone, by chance, each with how it stands with every policy, by how it was made.

Nothing here reads a check: a plan says which way an opportunity goes, and where it does otherwise than it should.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from engine.notifications.statuses import LetterStatus
from engine.policies.letters import Letter
from engine.policies.models import PolicyState
from tests.engine.policies.told import OFFICE, Told, moment

KEPT, BROKEN = PolicyState.COMPLIANT, PolicyState.BREACHED
NOTHING, OPEN = PolicyState.NOT_APPLICABLE, PolicyState.NOT_DECIDABLE
FORM, CRM, AREAS, TIME, REVIEW, CASE, DUTIES, AWARD, LESSONS = (
    "f_com_001", "acuerdos_crm", "requerimiento_enviado", "en_tiempo_y_forma", "revision_cumplimiento", "business_case",
    "segregacion_funciones", "aviso_adjudicacion", "retroalimentacion",
)  # fmt: skip
POLICIES = (FORM, CRM, AREAS, TIME, REVIEW, CASE, DUTIES, AWARD, LESSONS)

BREACHES: dict[str, tuple[str, str]] = {
    "visit_without_form": (FORM, ""),
    "form_beside_document": (FORM, ""),
    "annex_beside_document": (FORM, ""),
    "neither_form_nor_document": (FORM, ""),
    "agreement_not_followed": (CRM, "closed"),
    "agreement_forgotten": (CRM, "closed"),
    "crm_never_had_it": (CRM, "closed"),
    "areas_not_reached": (AREAS, ""),
    "area_left_out": (AREAS, ""),
    "proposal_late": (TIME, "go"),
    "sizing_late": (TIME, ""),
    "sent_late": (TIME, "go"),
    "not_integrated": (TIME, "go"),
    "received_on_the_day": (REVIEW, "go"),
    "reviewed_by_another_area": (REVIEW, "go"),
    "sent_although_refused": (REVIEW, "go"),
    "case_by_another": (CASE, ""),
    "case_validated_by_another": (CASE, ""),
    "case_not_approved": (CASE, "go"),
    "case_before_sizing": (CASE, ""),
    "one_for_case_and_validation": (DUTIES, ""),
    "one_for_proposal_and_review": (DUTIES, "go"),
    "substitute_reviews_for_its_author": (DUTIES, "go"),
    "award_told_late": (AWARD, "won"),
    "award_never_told": (AWARD, "won"),
    "award_not_received": (AWARD, "won"),
    "no_feedback": (LESSONS, "lost"),
    "conference_too_late": (LESSONS, "lost"),
    "lesson_not_written": (LESSONS, "lost"),
    "lesson_not_in_crm": (LESSONS, "lost"),
}
"""What can be done otherwise, with the policy that it breaks and how far an opportunity must come for it."""
_FAR = {"": ("noGo", "lost", "won"), "closed": ("noGo", "lost", "won"), "go": ("lost", "won")}


@dataclass
class Plan:
    """Which way one goes: where it ends (or where it stands: "running"), what is done otherwise, and the chance that
    decides the rest."""

    end: str
    breach: str | None
    chance: Random
    visit: bool = field(init=False)
    rounds: int = field(init=False)
    comments: int = field(init=False)
    lesson: bool = field(init=False)
    followed: bool = field(init=False)

    def __post_init__(self) -> None:
        self.visit, self.lesson, self.followed = (self.chance.random() < 0.4 for _ in range(3))
        self.rounds, self.comments = self.chance.choice((0, 0, 1, 2)), self.chance.choice((0, 0, 1, 3))
        if self.breach == "visit_without_form":
            self.visit = True
        elif self.breach in ("form_beside_document", "annex_beside_document", "neither_form_nor_document"):
            self.visit = False
        elif self.breach in ("lesson_not_written", "lesson_not_in_crm"):
            self.lesson = True
        elif self.breach == "crm_never_had_it":
            self.lesson = False  # nor would the CRM have had that
        elif self.breach == "substitute_reviews_for_its_author":
            self.rounds = max(self.rounds, 1)
        elif self.breach == "agreement_forgotten":
            self.visit = True

    def does(self, breach: str) -> bool:
        """Whether it does this otherwise than it should."""
        return self.breach == breach


@dataclass
class Made:
    """An opportunity with how it stands with each policy."""

    told: Told
    stands: dict[str, PolicyState]
    plan: Plan


def opportunities(count: int, seed: int) -> Iterator[Made]:
    """So many, half of them with one thing done otherwise, each kind as often as others."""
    chance, kinds = Random(seed), list(BREACHES)
    for number in range(count):
        if number % 2:
            breach = kinds[(number // 2) % len(kinds)]
            ends = _FAR.get(BREACHES[breach][1], (BREACHES[breach][1],))
            plan = Plan(chance.choice(ends), breach, chance)
        else:
            plan = Plan(chance.choice(("noGo", "lost", "lost", "won", "won", "running")), None, chance)
        yield _made(plan, number)


def _made(plan: Plan, number: int) -> Made:
    day = OFFICE.shift(date(2026, 1, 5), number % 150)
    story = _Story(plan, day, f"GC-2026-{number:05d}")
    stands = story.go()
    if plan.breach is not None:
        stands[BREACHES[plan.breach][0]] = BROKEN
    return Made(story.told, stands, plan)


class _Story:
    def __init__(self, plan: Plan, day: date, folio: str) -> None:
        self.plan, self.day, self.chance = plan, day, plan.chance
        self.told = Told(moment(day, 9), {"cliente": "Banco"}, folio)
        self.delivery = OFFICE.shift(day, 15)

    def later(self, days: int = 1, hour: int | None = None) -> None:
        """So many working days later, at the office."""
        self.day = OFFICE.shift(self.day, days)
        self.told.at = moment(self.day, hour or 10, self.chance.randrange(60))

    def due(self, before: int) -> str:
        return moment(OFFICE.shift(self.delivery, -before), 18)

    def mailed(self, seq: int, *, dead: bool = False, days: int = 0) -> None:
        day = OFFICE.shift(self.day, days)
        at = None if dead else moment(day, 12 if days else 11)
        status = LetterStatus.DEAD if dead else LetterStatus.DELIVERED
        self.told.letters.setdefault(seq, []).append(Letter("email", status, at, frozenset({"preventa"})))

    def handed(self, seq: int, *, dead: bool = False) -> None:
        """To the CRM, or said to be there, by chance."""
        if dead or self.chance.random() < 0.5:
            status = LetterStatus.DEAD if dead else LetterStatus.DELIVERED
            self.told.letters.setdefault(seq, []).append(Letter("crm", status))
        else:
            self.told.event("hand_off_confirmed", actor="vendedora", role="comercial")

    def go(self) -> dict[str, PolicyState]:
        plan, stands = self.plan, dict.fromkeys(POLICIES, OPEN)
        stop = self.chance.randrange(4) if plan.end == "running" else 9
        self.open()
        stands[FORM] = KEPT
        if stop == 0:
            return stands
        self.size()
        stands[AREAS] = KEPT
        if stop == 1:
            return stands
        self.case()
        if stop == 2:
            return stands
        if plan.end == "noGo":
            self.refuse()
            return {**stands, CRM: KEPT, TIME: KEPT, REVIEW: NOTHING, CASE: KEPT, DUTIES: KEPT, AWARD: NOTHING,
                    LESSONS: NOTHING}  # fmt: skip
        self.propose()
        stands |= {TIME: KEPT, REVIEW: KEPT, CASE: KEPT, DUTIES: KEPT}
        if stop == 3:
            return stands
        self.discuss(won=plan.end == "won")
        if plan.end == "won":
            self.win()
            return {**stands, CRM: KEPT, AWARD: KEPT, LESSONS: NOTHING}
        self.lose()
        return {**stands, CRM: KEPT, AWARD: NOTHING, LESSONS: KEPT}

    def open(self) -> None:
        plan = self.plan
        agreed = [{"acuerdo": "Enviar muestra"}]
        if plan.visit:
            came: dict[str, object] = {"acuerdos_requerimiento": [] if plan.does("visit_without_form") else agreed}
        else:
            came = {"documento_cliente": [] if plan.does("neither_form_nor_document") else [{"name": "rfp.pdf"}]}
            if plan.does("form_beside_document"):
                came["acuerdos_requerimiento"] = agreed
            if plan.does("annex_beside_document"):
                came["archivo_f_com_001"] = [{"name": "minuta.pdf"}]
        origin = self.chance.choice(("visita_presencial", "otro") if plan.visit else ("rfp", "licitacion"))
        self.told.ready("prospeccion", moment(OFFICE.shift(self.day, 3), 18))
        self.told.done("prospeccion", "directora", "director_comercial", origen_requerimiento=origin, **came)

    def size(self) -> None:
        plan, areas = self.plan, ["soc_noc", "consultoria"]
        self.later()
        self.told.step("validacion", areas=areas)
        self.mailed(self.told.sent("solicitar_participacion"), dead=plan.does("areas_not_reached"))
        for index in range(len(areas)):
            self.told.ready("participacion", self.due(10), index=index)
        self.later()
        for index in range(len(areas)):
            self.told.done("participacion", "ingeniera", areas[index], index=index, informacion="…")
        if plan.does("case_before_sizing"):
            self.told.step("business_case", "directora", "director_comercial")
        self.told.ready("dimensionamiento", self.due(5))
        self.later(10 if plan.does("sizing_late") else 1)  # the term was nine days later at the most
        complete = not plan.does("area_left_out")
        self.told.done("dimensionamiento", "ingeniero", "preventa", areas_completas=complete)

    def case(self) -> None:
        plan, times = self.plan, self.chance.choice((1, 1, 2))
        role = "comercial" if plan.does("case_by_another") else "director_comercial"
        by = "director_comercial" if plan.does("case_validated_by_another") else "direccion_general"
        who = "directora" if plan.does("one_for_case_and_validation") else "general"
        if plan.does("sizing_late"):
            self.delivery = OFFICE.shift(self.day, 15)  # the client agreed to wait
        for time in range(times):
            self.told.step("business_case", "directora", role)
            self.told.at = moment(self.day, 16)
            approved = time + 1 == times and not plan.does("case_not_approved")
            self.told.step("validar_business_case", who, by, business_case_aprobado=approved)

    def refuse(self) -> None:
        self.later()
        self.close("justificar_no_go")
        self.told.end()

    def propose(self) -> None:
        plan = self.plan
        self.told.ready("elaborar_propuesta", self.due(2))
        left = OFFICE.working_days(self.day, self.delivery)
        self.later(left - 1 if plan.does("proposal_late") else 1, 10)
        author, whole = "ingeniero", not plan.does("not_integrated")
        if plan.does("proposal_late"):
            self.plan.rounds = 0
        self.told.done("elaborar_propuesta", author, "preventa", informacion_integrada=whole)
        reviewer = author if plan.does("one_for_proposal_and_review") else "revisora"
        role = "comercial" if plan.does("reviewed_by_another_area") else "cumplimiento"
        for _ in range(self.plan.rounds):
            self.told.step("validar_cumplimiento", reviewer, role, cumple=False)
            self.told.step("correcciones", "vendedora", "comercial")
        self.told.ready("validar_cumplimiento", self.due(1))
        passed = not plan.does("sent_although_refused")
        if plan.does("substitute_reviews_for_its_author"):
            self.told.done("validar_cumplimiento", "suplente", role, instead_of="vendedora", cumple=passed)
        else:
            self.told.done("validar_cumplimiento", reviewer, role, cumple=passed)
        self.told.ready("enviar_cliente", self.due(0))
        left = OFFICE.working_days(self.day, self.delivery)
        if plan.does("sent_late"):
            self.later(left + 1)
        elif plan.does("received_on_the_day"):
            self.told.at = moment(self.day, 17)
        else:
            self.later(max(left, 1) if self.chance.random() < 0.3 else 1)
        agreed = {"acuerdos_envio": [{"acuerdo_envio": "Responder"}]} if self.plan.followed else {}
        self.told.done("enviar_cliente", "vendedora", "comercial", **agreed)

    def discuss(self, *, won: bool) -> None:
        for _ in range(self.plan.comments):
            self.later(self.chance.choice((1, 4)))
            self.told.step("revisar_propuesta", "cliente:1", "cliente", cumple_tecnicamente=False)
            self.later()
            self.told.step("actualizar_propuesta")
        self.later(self.chance.choice((1, 6)))
        if won or self.chance.random() < 0.7:
            self.told.step("revisar_propuesta", "cliente:1", "cliente", cumple_tecnicamente=True)
        else:
            self.told.step("revisar_propuesta", "cliente:1", "cliente", cumple_tecnicamente=True)
            self.told.step("atender_vencida", "vendedora", "comercial")

    def close(self, step: str, **values: object) -> int:
        plan = self.plan
        agreed = plan.visit or plan.does("form_beside_document")
        some = agreed or (plan.followed and step != "justificar_no_go")
        how = self.chance.choice(("cumplidos", "en_seguimiento")) if some else "ninguno"
        if plan.does("lesson_not_in_crm") and some:
            how = "cumplidos"
        if plan.does("agreement_not_followed"):
            how = "sin_seguimiento"
        elif plan.does("agreement_forgotten"):
            how = "ninguno"
        elif plan.does("crm_never_had_it"):
            how = "en_seguimiento"
        seq = self.told.step(step, acuerdos_crm=how, **values)
        if how == "en_seguimiento":
            self.handed(seq, dead=plan.does("crm_never_had_it"))
        return seq

    def win(self) -> None:
        plan = self.plan
        self.later(1 if self.chance.random() < 0.5 else 0, 17)
        seq = self.close("notificar_ganada")
        self.mailed(seq, dead=plan.does("award_never_told"), days=4 if plan.does("award_told_late") else 0)
        self.later(3)
        received = not plan.does("award_not_received")
        self.told.step("formalizar_contrato", "revisora", "cumplimiento", adjudicacion_recibida=received)
        self.told.end()

    def lose(self) -> None:
        plan, refused = self.plan, self.day
        self.later()
        days = 9 if plan.does("conference_too_late") else self.chance.choice((1, 3, 5))
        values: dict[str, object] = {
            "retroalimentacion": "" if plan.does("no_feedback") else "Se revisó en la conferencia.",
            "fecha_conferencia": OFFICE.shift(refused, days).isoformat(),
            "aplica_leccion": plan.lesson,
        }
        if plan.lesson:
            values["lecciones"] = [] if plan.does("lesson_not_written") else [{"leccion_situacion": "Tarde"}]
        seq = self.close("notificar_perdida", **values)
        if plan.lesson and not self.told.letters.get(seq):
            self.handed(seq, dead=plan.does("lesson_not_in_crm"))
        self.told.end()
