"""What each block finds in a history: kept, broken, nothing to keep, or what is missing to say."""

from datetime import date

import pytest

from bpmn.model import Check, Requirement, When
from engine.history.chain import Event
from engine.notifications.statuses import LetterStatus
from engine.policies.decisions import Decision, Lack, Need
from engine.policies.letters import Letter
from engine.policies.models import PolicyState
from tests.engine.policies.told import Told, judged, moment

KEPT, BROKEN = PolicyState.COMPLIANT, PolicyState.BREACHED
NOTHING, OPEN = PolicyState.NOT_APPLICABLE, PolicyState.NOT_DECIDABLE
FRIDAY, MONDAY, TUESDAY = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)


def begun(day: date = FRIDAY, hour: int = 9) -> Told:
    return Told(moment(day, hour))


def asked(told: Told, *requires: Requirement) -> Decision:
    return judged(told, Check(key="one", name="Uno", requires=requires))["one"]


def wants(what: str, **more: object) -> Requirement:
    return Requirement(what=what, **more)  # type: ignore[arg-type]


def test_a_step_that_was_done_is_shown_by_its_event():
    told = begun()
    seq = told.step("validacion")
    assert asked(told, wants("done", steps=("validacion",))) == Decision(KEPT, (seq,))


def test_a_step_that_is_not_done_is_missing_only_once_it_can_no_longer_be():
    told = begun()
    done = wants("done", steps=("validacion",))
    assert asked(told, done) == Decision(OPEN, (), (Need(Lack.STEP, "validacion"),))
    end = told.end()
    assert asked(told, done) == Decision(BROKEN, (end,))


def test_a_condition_says_where_a_check_applies():
    told = begun()
    only = wants("done", steps=("validacion",), when=(When(field="tipo", test="equal", value="servicio"),))
    assert asked(told, only).needs == (Need(Lack.ANSWER, "tipo"),)
    told.step("prospeccion", tipo="compraventa")
    assert asked(told, only).state is NOTHING
    told.step("prospeccion", tipo="servicio")
    told.end()
    assert asked(told, only).state is BROKEN


def test_the_last_answer_counts_and_so_does_a_value_that_somebody_changed():
    told = begun()
    told.step("prospeccion", tipo="compraventa")
    told.event("values_changed", actor="vendedora", payload={"values": {"tipo": "servicio"}, "label": "", "reason": ""})
    assert asked(told, wants("value", field="tipo", test="equal", value="servicio")) == Decision(KEPT, (4,))


@pytest.mark.parametrize(
    ("value", "test", "text", "passes"),
    [
        ("x", "filled", None, True),
        ("", "filled", None, False),
        ([], "filled", None, False),
        (False, "filled", None, True),
        (None, "empty", None, True),
        ([{"a": 1}], "empty", None, False),
        (True, "equal", "true", True),
        (1.5, "equal", "1.50", True),
        (["a", "b"], "equal", "b", True),
        ("a", "different", "b|c", True),
        ("c", "different", "b|c", False),
        ("c", "oneOf", "b | c", True),
        (12, "atLeast", "9", True),
        (9, "atMost", "12.5", True),
        ("2026-03-01", "atMost", "2026-02-28", False),
        ("12", "atLeast", "x", False),
        (None, "atLeast", "0", False),
    ],
)
def test_tests_compare_numbers_days_truths_and_choices(value, test, text, passes):
    told = begun()
    told.step("prospeccion", dato=value)
    assert asked(told, wants("value", field="dato", test=test, value=text)).state is (KEPT if passes else BROKEN)


def test_what_no_form_asked_is_said_and_not_taken_for_no():
    told = begun()
    seq = told.step("prospeccion", otro=1)
    found = asked(told, wants("value", field="dato", test="filled", steps=("prospeccion",)))
    assert found == Decision(OPEN, (seq,), (Need(Lack.NOT_ASKED, "dato"),))
    assert asked(told, wants("value", field="dato", test="empty", steps=("prospeccion",))).state is KEPT


def test_values_that_were_disposed_of_decide_nothing_and_people_still_do():
    told = begun()
    told.step("prospeccion", actor="a", role="comercial", dato=1)
    told.end()
    gone = [_opened(event) for event in told.events]
    told.events[:] = gone
    told.event("values_disposed", actor="b", payload={"rule": "x"})
    value = asked(told, wants("value", field="dato", test="filled", steps=("prospeccion",)))
    assert value.needs == (Need(Lack.DISPOSED),)
    assert asked(told, wants("byRole", steps=("prospeccion",), roles=("comercial",))).state is KEPT


def _opened(event: Event) -> Event:
    return event._replace(data="{}", opening="0" * 64)


def test_a_working_day_before_is_counted_to_the_close_of_the_office():
    before = wants("before", steps=("validacion",), moment="enabled", of=("participacion",), days=1)
    for hour, state in ((17, KEPT), (19, BROKEN)):
        told = begun(FRIDAY, hour)
        ready = told.ready("validacion")
        told.at = moment(MONDAY, 12)
        told.done("validacion")
        sent = told.step("participacion")
        assert asked(told, before) == Decision(state, (ready, sent)), hour


def test_what_never_came_before_is_missing_and_what_was_never_reached_asks_for_nothing():
    before = wants("before", steps=("validacion",), of=("participacion",))
    told = begun()
    assert asked(told, before).needs == (Need(Lack.STEP, "participacion"),)
    other = begun()
    other.end()
    assert asked(other, before).state is NOTHING
    seq = told.step("participacion")
    late = told.step("validacion")
    assert asked(told, before) == Decision(BROKEN, (seq, late))


def test_days_after_are_counted_from_the_last_time_before():
    after = wants("after", steps=("enviar_cliente",), of=("validacion",), days=1)
    told = begun(date(2026, 3, 2))
    told.step("validacion")
    told.at = moment(FRIDAY, 12)
    again = told.step("validacion")
    told.at = moment(MONDAY, 17)
    seq = told.step("enviar_cliente")
    assert asked(told, after) == Decision(KEPT, (again, seq))
    told.at = moment(TUESDAY, 9)
    late = told.step("enviar_cliente")
    assert asked(told, after) == Decision(BROKEN, (again, late))


def test_a_holiday_is_no_working_day():
    told = begun(date(2026, 3, 13))  # Monday the 16th is one by law
    told.step("validacion")
    told.at = moment(date(2026, 3, 17), 17)
    told.step("enviar_cliente")
    assert asked(told, wants("after", steps=("enviar_cliente",), of=("validacion",), days=1)).state is KEPT


def test_what_is_late_is_broken_once_the_history_goes_on_past_the_term_and_not_before():
    after = wants("after", steps=("enviar_cliente",), of=("validacion",), days=1)
    told = begun()
    told.step("validacion")
    ready = told.ready("enviar_cliente")
    assert asked(told, after).needs == (Need(Lack.STEP, "enviar_cliente"),)
    told.at = moment(TUESDAY, 9)
    told.event("comment_made", actor="vendedora", payload={"text": "¿?", "mentions": []})
    assert asked(told, after) == Decision(BROKEN, (3, ready))


def test_a_day_that_was_answered_is_counted_from_too():
    soon = wants("after", field="conferencia", of=("validacion",), days=2)
    for day, state in (("2026-03-10", KEPT), ("2026-03-11", BROKEN), ("2026-03-05", BROKEN)):
        told = begun(FRIDAY)
        told.step("validacion")
        told.step("participacion", conferencia=day)
        assert asked(told, soon).state is state, day
    wrong = begun(FRIDAY)
    wrong.step("validacion")
    wrong.step("participacion", conferencia="pronto")
    assert asked(wrong, soon).needs == (Need(Lack.NO_DATE, "conferencia"),)


def test_a_step_before_a_day_that_was_answered():
    before = wants("before", steps=("enviar_cliente",), date="entrega", days=1)
    for day, state in ((FRIDAY, KEPT), (MONDAY, BROKEN)):
        told = begun(date(2026, 3, 2))
        told.step("prospeccion", entrega="2026-03-09")
        told.at = moment(day, 10)
        told.step("enviar_cliente")
        assert asked(told, before).state is state, day


def test_each_visit_has_its_own_term_and_a_changed_one_counts():
    told = begun()
    told.ready("validacion", moment(FRIDAY, 18))
    told.at = moment(MONDAY, 9)
    late = told.done("validacion")
    assert asked(told, wants("inTime", steps=("validacion",))) == Decision(BROKEN, (2, late))
    other = begun()
    other.ready("validacion", moment(FRIDAY, 18))
    other.event("user_task_due_changed", "validacion", actor="x", payload={"due_at": moment(TUESDAY, 18), "reason": ""})
    other.at = moment(MONDAY, 9)
    other.done("validacion")
    assert asked(other, wants("inTime", steps=("validacion",))).state is KEPT


def test_a_step_without_a_term_cannot_be_late():
    told = begun()
    told.step("validacion")
    assert asked(told, wants("inTime", steps=("validacion",))).needs == (Need(Lack.NO_TERM, "validacion"),)


def test_the_role_that_counts_is_that_by_which_it_was_done():
    told = begun()
    told.step("validacion", "ana", "comercial")
    seq = told.step("validacion", "ana", "preventa")
    assert asked(told, wants("byRole", steps=("validacion",), roles=("comercial",))) == Decision(BROKEN, (seq,))
    assert asked(told, wants("byRole", steps=("validacion",), roles=("comercial", "preventa"))).state is KEPT


def test_one_person_in_two_steps_is_seen_and_so_is_whoever_they_stand_in_for():
    apart = wants("differentPeople", steps=("elaborar_propuesta", "correcciones"), others=("validar_cumplimiento",))
    told = begun()
    one = told.step("elaborar_propuesta", "ana")
    assert asked(told, apart).needs == (Need(Lack.STEP, "validar_cumplimiento"),)
    told.step("validar_cumplimiento", "bea", "cumplimiento")
    assert asked(told, apart).state is KEPT
    told.ready("validar_cumplimiento")
    two = told.done("validar_cumplimiento", "cai", "cumplimiento", instead_of="ana")
    assert asked(told, apart) == Decision(BROKEN, (one, two))


def test_nobody_does_two_of_several():
    each = wants("differentPeople", steps=("prospeccion", "validacion", "dimensionamiento"))
    told = begun()
    one = told.step("prospeccion", "ana")
    told.step("validacion", "bea")
    two = told.step("dimensionamiento", "ana")
    assert asked(told, each) == Decision(BROKEN, (one, two))


def test_the_same_person_may_do_a_step_again():
    told = begun()
    for _ in range(3):
        told.step("validacion", "ana")
    told.step("dimensionamiento", "bea")
    assert asked(told, wants("differentPeople", steps=("validacion", "dimensionamiento"))).state is KEPT


def letter(status: LetterStatus, at: str | None = None, *roles: str) -> Letter:
    return Letter("email", status, at, frozenset(roles))


def test_an_e_mail_has_arrived_when_a_server_says_that_it_took_it():
    mailed = wants("delivered", steps=("solicitar_participacion",), by="email")
    told = begun()
    seq = told.sent("solicitar_participacion")
    assert asked(told, mailed).needs == (Need(Lack.NO_LETTER, "solicitar_participacion"),)
    told.letters[seq] = [letter(LetterStatus.PENDING)]
    assert asked(told, mailed).needs == (Need(Lack.LETTER, "solicitar_participacion"),)
    told.letters[seq] = [letter(LetterStatus.DELIVERED, moment(FRIDAY, 10)), letter(LetterStatus.DEAD)]
    assert asked(told, mailed) == Decision(BROKEN, (seq,))
    told.letters[seq] = [letter(LetterStatus.DELIVERED, moment(FRIDAY, 10))]
    assert asked(told, mailed) == Decision(KEPT, (seq,))


def test_an_e_mail_may_be_asked_to_arrive_soon():
    soon = wants("delivered", steps=("notificar_ganada",), by="email", of=("revisar_propuesta",), days=1)
    for day, state in ((MONDAY, KEPT), (TUESDAY, BROKEN)):
        told = begun(FRIDAY)
        first = told.step("revisar_propuesta", "cliente:1", "cliente")
        seq = told.step("notificar_ganada")
        told.letters[seq] = [letter(LetterStatus.DELIVERED, moment(day, 12))]
        assert asked(told, soon) == Decision(state, (first, seq)), day


def test_an_e_mail_must_have_been_for_all_the_roles_that_were_chosen():
    everybody = wants("delivered", steps=("notificar_ganada",), by="email", to="areas")
    told = begun()
    chosen = told.step("validacion", areas=["soc_noc", "consultoria"])
    seq = told.step("notificar_ganada")
    told.letters[seq] = [letter(LetterStatus.DELIVERED, told.at, "soc_noc")]
    assert asked(told, everybody) == Decision(BROKEN, (chosen, seq))
    told.letters[seq] = [letter(LetterStatus.DELIVERED, told.at, "soc_noc", "consultoria", "preventa")]
    assert asked(told, everybody).state is KEPT
    told.letters[seq] = [Letter("email", LetterStatus.DELIVERED, told.at, None)]
    assert asked(told, everybody).needs == (Need(Lack.NO_LETTER, "notificar_ganada"),)


def test_the_crm_has_something_when_it_took_it_or_somebody_said_afterwards_that_it_does():
    known = wants("delivered", steps=("notificar_perdida",), by="crm")
    told = begun()
    seq = told.step("notificar_perdida")
    assert asked(told, known) == Decision(OPEN, (seq,), (Need(Lack.CRM, "notificar_perdida"),))
    told.letters[seq] = [Letter("crm", LetterStatus.DEAD)]
    assert asked(told, known).state is BROKEN
    said = told.event("hand_off_confirmed", actor="vendedora", role="comercial")
    assert asked(told, known) == Decision(KEPT, (seq, said))


def test_what_was_begun_by_mistake_has_nothing_to_keep():
    told = begun()
    told.event("instance_cancelled", actor="vendedora", payload={"reason": "", "mistake": True})
    assert asked(told, wants("done", steps=("validacion",))).state is NOTHING


def test_the_gravest_block_decides_and_shows_only_its_own_events():
    told = begun()
    told.step("validacion", "ana", "comercial")
    bad = told.step("prospeccion", "ana", "preventa")
    both = (
        wants("done", steps=("validacion",)),
        wants("byRole", steps=("prospeccion",), roles=("comercial",)),
        wants("done", steps=("enviar_cliente",)),
    )
    assert asked(told, *both) == Decision(BROKEN, (bad,))


def test_what_happens_in_a_procedure_that_is_called_is_its_own():
    told = begun()
    told.ready("validacion", scope="alianzas#1")
    told.done("validacion", scope="alianzas#1", tipo="x")
    told.end()
    assert asked(told, wants("byRole", steps=("validacion",), roles=("comercial",))).state is NOTHING


def test_a_step_that_moved_with_a_change_of_version_is_the_one_it_is_now():
    told = begun()
    told.ready("validacion", moment(FRIDAY, 18))
    told._rounds["dimensionamiento", None] = 1
    moved = {"from": "validacion#1", "process": "gestion_comercial", "due_at": moment(TUESDAY, 18)}
    told.event("user_task_moved", "dimensionamiento", payload=moved)
    told.at = moment(MONDAY, 9)
    told.done("dimensionamiento")
    told.end()
    assert asked(told, wants("inTime", steps=("dimensionamiento",))).state is KEPT
    assert asked(told, wants("byRole", steps=("validacion",), roles=("x",))).state is NOTHING


def test_a_step_that_was_withdrawn_was_not_done():
    told = begun()
    told.ready("validacion", moment(FRIDAY, 10))
    told.event("user_task_withdrawn", "validacion")
    told.at = moment(TUESDAY, 10)
    told.end()
    assert asked(told, wants("inTime", steps=("validacion",))).state is NOTHING


def test_what_cannot_be_read_tells_nothing():
    told = begun()
    told.step("validacion")
    told.events[1] = told.events[1]._replace(data="[")
    assert asked(told, wants("done", steps=("validacion",))).state is KEPT
