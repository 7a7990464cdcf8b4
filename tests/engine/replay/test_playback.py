"""A history to be watched: whole, up to an event, and as far as it goes where somebody changed it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete

from engine.errors import NotFound
from engine.history.models import events
from engine.instances import visible
from engine.instances.reading import EVERYTHING
from engine.replay.playback import Playback, Stop, play
from engine.replay.states import states
from tests.engine.verification import attacks
from tests.engine.verification.attacks import under
from tests.engine.verification.opportunity import go_on, under_way
from tests.support import Company

OF_NO_CONSEQUENCE = "dimensionamiento"
"""An activity of whose answer no decision asks."""


@pytest.fixture
def folio(company: Company) -> str:
    found = under_way(company)
    go_on(company, found)
    return found


def played(company: Company, folio: str, until: int | None = None) -> Playback:
    with company.database.reading() as connection:
        return play(connection, company.runtime, EVERYTHING, visible.EVERYTHING, folio, until)


def attacked(company: Company, folio: str, attack: attacks.Attack) -> Playback:
    # A runtime of its own: what is parsed once is never read again, and would hide what was done to a diagram.
    fresh = type(company.runtime)(company.runtime.calendar)
    who = EVERYTHING, visible.EVERYTHING
    return under(attack, company.database, folio, lambda connection: play(connection, fresh, *who, folio))


@pytest.mark.both_databases
def test_a_whole_history_has_a_frame_for_every_event_and_stops_nowhere(company: Company, folio: str) -> None:
    found = played(company, folio)
    assert [frame.state.event for frame in found.frames] == list(found.history)
    assert (found.stop, found.broken, found.changed) == (None, None, ())
    assert found.executable is not None
    assert [frame.state for frame in found.frames] == list(states(found.executable, found.history))


def test_frames_go_as_far_as_they_are_asked_for_and_where_it_stops_is_known_all_the_same(
    company: Company, folio: str
) -> None:
    found = played(company, folio, 5)
    assert (len(found.frames), len(found.history) > 5, found.stop) == (5, True, None)
    early = under(
        attacks.reroute_with_care,
        company.database,
        folio,
        lambda each: play(each, company.runtime, EVERYTHING, visible.EVERYTHING, folio, 3),
    )
    assert len(early.frames) == 3 and early.stop is not None


def test_nothing_is_executed_for_who_only_reads(company: Company, folio: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.replay.playback.states", lambda *_: pytest.fail("executed"))
    found = played(company, folio, 0)
    assert (found.frames, len(found.history) > 20) == ((), True)


def test_the_versions_and_digests_are_those_that_the_history_names(company: Company, folio: str) -> None:
    found = played(company, folio)
    started = found.history[0].payload
    assert found.runs[0].versions == started["versions"] == {"gestion_comercial": 4, "alianzas_estrategicas": 1}
    digests = started["digests"]
    assert isinstance(digests, dict)
    assert found.runs[0].digests == digests


def test_a_decision_turned_round_is_played_up_to_it(company: Company, folio: str) -> None:
    found = attacked(company, folio, attacks.reroute_with_care)
    answered = next(event.seq for event in found.history if event.element == "cumple_gw") - 1
    assert found.broken is None and found.stop is not None
    assert (found.stop.seq, len(found.frames)) == (answered + 1, answered - 1)
    assert "notificar_cumplimiento" in (found.stop.expected or "") and "correcciones" in found.stop.found


def what_people_did_since_the_last_step(connection: Connection, folio: str) -> None:
    """The last completion is made to wait where nothing waits, behind a claim that is true."""
    found = attacks.history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.type == "user_task_claimed")
    lie = found[place]._replace(type="user_task_completed", element="no_hay")
    attacks.rewrite(connection, folio, attacks.chained(attacks.key_in(connection, folio), [*found[: place + 1], lie]))


def test_what_people_did_up_to_there_is_shown_too(company: Company, folio: str) -> None:
    found = attacked(company, folio, what_people_did_since_the_last_step)
    assert found.stop is not None and found.stop.seq == len(found.history)
    assert len(found.frames) == len(found.history) - 1
    assert found.frames[-1].state.event.type == "user_task_claimed"


@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (attacks.remove_an_event, "sequence"),
        (attacks.remove_an_event_and_number_the_rest_again, "link"),
        (attacks.insert_an_event, "link"),
        (attacks.reorder_events, "link"),
    ],
)
def test_where_the_chain_breaks_is_told_and_what_stands_before_is_played(
    company: Company, folio: str, attack: attacks.Attack, reason: str
) -> None:
    found = attacked(company, folio, attack)
    assert found.broken is not None and found.broken[1] == reason
    assert abs(found.broken[0] - attacks.MIDDLE - 1) <= 1
    assert found.stop is not None and len(found.frames) >= attacks.MIDDLE - 2
    assert len(found.frames) < found.stop.seq <= len(found.history)


def answer_otherwise(connection: Connection, folio: str) -> None:
    """An answer that decides nothing is another one; what is committed to stays."""
    found = attacks.history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.element == OF_NO_CONSEQUENCE)
    assert found[place + 1].type == "user_task_completed"
    found[place + 1] = found[place + 1]._replace(data='{"monto":1}')
    attacks.rewrite(connection, folio, found)


def test_another_answer_that_leads_the_same_way_plays_on_and_the_broken_chain_is_told(
    company: Company, folio: str
) -> None:
    found = attacked(company, folio, answer_otherwise)
    (answered,) = [
        event.seq
        for event in found.history
        if (event.element, event.type) == (OF_NO_CONSEQUENCE, "user_task_completed")
    ]
    assert found.broken == (answered, "content")
    assert (found.stop, len(found.frames)) == (None, len(found.history))


def test_numbers_that_do_not_follow_each_other_end_it(company: Company, folio: str) -> None:
    found = attacked(company, folio, attacks.remove_an_event)
    assert found.broken == (attacks.MIDDLE + 1, "sequence")
    assert found.stop is not None and found.stop.seq <= attacks.MIDDLE + 1


def test_a_history_whose_end_was_cut_off_plays_to_where_it_ends(company: Company, folio: str) -> None:
    found = attacked(company, folio, attacks.truncate_with_care)
    assert len(found.frames) == len(found.history) and found.stop is None


@pytest.mark.parametrize("attack", [attacks.break_the_diagram, attacks.remove_the_version])
def test_without_its_diagram_it_opens_and_says_that_nothing_can_be_executed(
    company: Company, folio: str, attack: Callable[[Connection, str], object]
) -> None:
    found = attacked(company, folio, attack)
    assert (found.executable, found.frames) == (None, ())
    assert isinstance(found.stop, Stop) and (found.stop.seq, found.stop.expected) == (1, None)
    assert found.runs[0].versions["gestion_comercial"] == 4


def test_another_diagram_is_named(company: Company, folio: str) -> None:
    found = attacked(company, folio, attacks.change_the_diagram)
    assert [problem.subject for problem in found.changed] == ["gestion_comercial 4"]


def remove_all_events(connection: Connection, folio: str) -> None:
    connection.execute(delete(events).where(events.c.instance_id == attacks.instance_id(connection, folio)))


def test_a_history_of_which_nothing_is_left_opens(company: Company, folio: str) -> None:
    found = attacked(company, folio, remove_all_events)
    assert (found.history, found.frames, found.stop is not None) == ((), (), True)


def test_a_folio_that_never_was_is_not_there(company: Company) -> None:
    with pytest.raises(NotFound):
        played(company, "GC-1999-0001")
