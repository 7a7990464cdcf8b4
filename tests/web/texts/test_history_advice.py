"""What to do about what was found of a history: by what was found, and never two things that contradict each other."""

from engine.history.problems import Kind
from web.texts.history_advice import history_advice


def advice(*kinds: Kind) -> str:
    return " ".join(map(str, history_advice("GC-2026-0001", kinds)))


def test_a_history_that_was_changed_is_kept_as_it_is_and_compared() -> None:
    for kind in (Kind.EVENT_CHANGED, Kind.HISTORY_REWRITTEN, Kind.EXECUTION_DIVERGED, Kind.VALUES_REMOVED):
        assert "Remove nothing" in advice(kind) and "rebuild" not in advice(kind)


def test_what_is_stored_beside_a_history_is_made_again_from_it_unless_it_was_changed_too() -> None:
    assert "cauce rebuild GC-2026-0001" in advice(Kind.SNAPSHOT_CHANGED)
    assert "rebuild" not in advice(Kind.SNAPSHOT_CHANGED, Kind.EXECUTION_DIVERGED)


def test_the_same_is_said_once_and_what_differs_beside_it() -> None:
    assert len(history_advice("F", [Kind.TIMER_CHANGED, Kind.LINK_CHANGED, Kind.FILE_CHANGED])) == 2
    assert "SHA-256" in advice(Kind.FILE_CHANGED) and "digests" in advice(Kind.FORM_CHANGED)
    assert "maintains Cauce" in advice(Kind.PRUNING_DIVERGED) and "Remove nothing" not in advice(Kind.PRUNING_DIVERGED)
    assert "whether they did it" in advice(Kind.ACTOR_NOT_ENTITLED)
