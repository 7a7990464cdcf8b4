"""Who holds what can do what, and who finds it: also where nobody does."""

import io
from pathlib import Path

import pytest
from sqlalchemy import Connection

from engine.history import checkpoints
from engine.history.keys import new_key
from engine.instances.runtime import Runtime
from engine.verification import runs
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.ledger_checks import ledger_checks
from engine.verification.log_checker import CHECKPOINTS, LOG, whole
from engine.verification.trust import TrustPolicy
from engine.verifier.evidence import Evidence
from engine.verifier.log import Note, Trust
from engine.verifier.verdict import verify
from tests.engine.verification.attacks import drop_triggers
from tests.engine.verification.attacks_by_means import (
    FOUND,
    GROWN,
    NEW,
    REMAINS,
    SEALED,
    Attack,
    Found,
    Holds,
    Look,
    Scene,
    a_role_is_given_as_if_that_had_been_before_the_last_checkpoint,
    an_answer_that_the_form_refuses_is_written_before_it_is_sealed,
    an_earlier_checkpoint_is_removed,
    copied,
    something_is_appended_to_the_log_and_not_signed,
)
from tests.engine.verification.opportunity import evidence_of_one, go_on, seal, under_way
from tests.support import Company

pytestmark = pytest.mark.both_databases

OF_OTHERS = {
    a_role_is_given_as_if_that_had_been_before_the_last_checkpoint,
    an_answer_that_the_form_refuses_is_written_before_it_is_sealed,
    an_earlier_checkpoint_is_removed,
    something_is_appended_to_the_log_and_not_signed,
}
"""What the evidence of a history that was left alone does not show."""


@pytest.fixture
def scene(company: Company, tmp_path: Path) -> Scene:
    keys = new_key(tmp_path / "seal.pem")
    assert (under_way(company), company.start()) == (SEALED, GROWN)
    first = seal(company, keys)
    with company.database.reading() as connection:
        yesterday = copied(connection)
    go_on(company, SEALED)
    second = seal(company, keys)
    company.do(GROWN, "prospeccion")
    assert company.start() == NEW
    company.do(NEW, "prospeccion")
    return Scene(company, keys, (first, second), yesterday)


def look(connection: Connection, scene: Scene, policy: TrustPolicy) -> set[Found]:
    """Everything that verifying everything finds."""
    of_log = {each.size: f"checkpoint {each.number}" for each in scene.made}
    found: set[Found] = set()
    verifier = InstanceVerifier(connection, Runtime(scene.company.runtime.calendar))
    for folio in runs.folios(connection):
        for each in verifier.verify(connection, folio).problems:
            found.add((folio, each.kind, None if each.seq is None else f"event {each.seq}"))
    for check in (*ledger_checks(connection), *whole(connection, policy)):
        for each in check.problems:
            at = each.subject if each.seq is None else f"event {each.seq}"
            if check.subject in (LOG, CHECKPOINTS) and each.seq is not None:
                at = of_log.get(each.seq, f"checkpoint {each.seq}")
            found.add((check.subject, each.kind, at))
    return found


def policies(connection: Connection, scene: Scene, holds: Holds) -> dict[Look, TrustPolicy]:
    """What each has to verify by; who holds the file of the machine has put there what the database says now."""
    kept = scene.made[-1].checkpoint
    in_file = checkpoints.last(connection) if holds is Holds.FILE else scene.made[-1]
    assert in_file is not None
    here = TrustPolicy(scene.keys.trusted, (in_file.checkpoint,))
    return {Look.STORED: TrustPolicy(), Look.HERE: here, Look.KEPT: here.keeping([kept])}


def conforms(connection: Connection, scene: Scene) -> bool:
    """What the stand-alone verifier says of the sealed history, held against the auditor's checkpoint."""
    kept = scene.made[-1]
    content = evidence_of_one(connection, Runtime(scene.company.runtime.calendar), SEALED, [kept.checkpoint])
    return not verify(Evidence(io.BytesIO(content)), Trust(kept=[Note(kept.note)])).problems


def test_what_nobody_touched_is_in_order_for_everybody(scene: Scene) -> None:
    with scene.company.database.reading() as connection:
        for policy in policies(connection, scene, Holds.DATABASE).values():
            assert look(connection, scene, policy) == set()
        assert conforms(connection, scene)


@pytest.mark.parametrize("attack", FOUND, ids=lambda attack: attack.__name__)
def test_each_finds_what_they_can_and_names_nobody_else(scene: Scene, attack: Attack) -> None:
    holds, added = FOUND[attack]
    with scene.company.database.transaction() as connection:
        drop_triggers(connection)
        attack(connection, scene)
        found = {each: look(connection, scene, policy) for each, policy in policies(connection, scene, holds).items()}
        elsewhere = conforms(connection, scene)
    expected: set[Found] = set()
    for each in Look:
        expected |= set(added[each])
        assert found[each] == expected, each
    assert elsewhere == (attack in OF_OTHERS or attack in REMAINS)
