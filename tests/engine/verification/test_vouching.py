"""What third parties signed of checkpoints is not believed for being stored: whatever was done to it is named."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from engine.history import checkpoints, notes
from engine.history.keys import new_key
from engine.history.models import cosignatures
from engine.history.problems import Kind
from engine.history.timestamps import read_stamp
from engine.jobs.catalogue import deliver_outbox
from engine.jobs.histories import seal_histories
from engine.setting_parts.sealing import Leaving
from engine.settings import Settings
from engine.verification import vouching, witnessing
from engine.verification.log_checker import CHECKPOINTS, standing, whole
from engine.verification.trust import Kept, TrustPolicy, read_kept_file
from tests.authority import Authority, new_authority, serving
from tests.engine.verification.attacks import drop_triggers
from tests.engine.verification.attacks_on_stamps import FOUND, Attack, Scene, witness_key
from tests.support import Company

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    folder = tmp_path_factory.mktemp("authorities")
    return new_authority(folder / "known"), new_authority(folder / "unknown", "Otra")


@pytest.fixture
def scene(company: Company, authorities: tuple[Authority, Authority], tmp_path: Path) -> Scene:
    authority, unknown = authorities
    keys, witness = new_key(tmp_path / "seal.pem"), ("testigo/1", new_key(tmp_path / "witness.pem").signer)
    made = []
    with serving(authority):
        settings = Settings(seal_key=keys.path, leaving=Leaving(stamped=True), authority=authority.address)
        for _ in range(3):
            company.clock.now = authority.now() - timedelta(minutes=1)
            company.start()
            assert seal_histories(company.database, company.runtime, settings, authority.now) == 1
            assert deliver_outbox(company.database, company.runtime, settings, authority.now) == 1
            with company.database.transaction() as connection:
                last = checkpoints.last(connection)
                assert last is not None
                made.append(last)
                line = notes.cosignature(last.checkpoint, *witness, int(authority.now().timestamp()))
                row = {"size": last.size, "name": witness[0], "line": str(line)}
                connection.execute(insert(cosignatures), row)
    return Scene(keys, tuple(made), authority, unknown, witness)


def policy(scene: Scene, *kept: Kept) -> TrustPolicy:
    base = TrustPolicy(scene.keys.trusted, witnesses=(witness_key(scene),), roots=scene.authority.roots)
    return base.keeping(kept)


def found(connection: Connection, given: TrustPolicy) -> list[tuple[Kind, int | None]]:
    (check,) = (check for check in whole(connection, given) if check.subject == CHECKPOINTS)
    return [(each.kind, each.seq) for each in check.problems]


def test_what_nobody_touched_is_in_order_also_for_who_knows_no_third_party(company: Company, scene: Scene) -> None:
    with company.database.reading() as connection:
        assert found(connection, policy(scene)) == found(connection, TrustPolicy()) == []
        assert all(check.ok for check in standing(connection, policy(scene)))


@pytest.mark.parametrize("attack", FOUND, ids=lambda attack: attack.__name__)
def test_each_attack_is_named_at_its_checkpoint_and_nothing_else_is(
    company: Company, scene: Scene, attack: Attack
) -> None:
    with company.database.transaction() as connection:
        drop_triggers(connection)
        attack(connection, scene)
        assert found(connection, policy(scene)) == FOUND[attack]
        short = [each.seq for check in standing(connection, policy(scene)) for each in check.problems]
        assert short == [at for kind, at in FOUND[attack] if at == 3 and kind is not Kind.TIME_DISAGREES]


def test_it_is_said_until_when_a_third_party_vouches(company: Company, scene: Scene) -> None:
    with company.database.transaction() as connection:
        known = policy(scene)
        stamped, cosigned = vouching.stamped_to(connection, known), vouching.cosigned_to(connection, known)
        assert stamped is not None and cosigned is not None
        assert (stamped.number, cosigned.number, cosigned.by) == (3, 3, "testigo/1")
        first = vouching.stamped_over(connection, known, 0), vouching.cosigned_over(connection, known, 0)
        assert [each.number if each else None for each in first] == [1, 1]
        assert vouching.stamped_over(connection, known, scene.made[2].size) is None
        assert vouching.stamped_to(connection, TrustPolicy()) is vouching.cosigned_to(connection, TrustPolicy()) is None
        drop_triggers(connection)
        for attack in FOUND:
            if attack.__name__ in ("a_bit_of_a_time_stamp_is_changed", "a_cosignature_that_the_witness_did_not_make"):
                attack(connection, scene)
        stamped, cosigned = vouching.stamped_to(connection, known), vouching.cosigned_to(connection, known)
        assert stamped is not None and cosigned is not None
        assert (stamped.number, cosigned.number) == (2, 2)


def test_a_time_stamp_that_somebody_kept_is_over_a_checkpoint_that_must_be_there(
    company: Company, scene: Scene
) -> None:
    with company.database.reading() as connection:
        mine, *_ = checkpoints.stamped(connection).values()
        kept = read_kept_file("a", mine)
        assert found(connection, policy(scene, kept)) == []
        assert found(connection, TrustPolicy().keeping([kept])) == [(Kind.CHECKPOINT_NOT_TRUSTED, 1)]
        other = read_stamp(scene.authority.stamp("a note that was signed and is not here"))
        assert found(connection, policy(scene, other)) == [(Kind.CHECKPOINT_REMOVED, None)]
        forged = read_stamp(scene.unknown.stamp(scene.made[0].note))
        assert found(connection, policy(scene, forged)) == [(Kind.CHECKPOINT_NOT_TRUSTED, 1)]


def test_a_kept_checkpoint_may_bring_what_a_witness_signed_of_it(company: Company, scene: Scene) -> None:
    with company.database.reading() as connection:
        note = checkpoints.with_cosignatures(connection, scene.made[1])
        assert found(connection, policy(scene, read_kept_file("a", note.encode()))) == []
        name, _ = scene.witness
        wrong = notes.cosignature(scene.made[0].checkpoint, name, scene.witness[1], 5)
        bad = scene.made[1].checkpoint.with_signatures([wrong])
        assert found(connection, policy(scene, bad)) == [(Kind.COSIGNATURE_CHANGED, scene.made[1].size)]


def test_a_witness_is_asked_again_where_somebody_wrote_a_line_that_it_did_not_sign(
    company: Company, scene: Scene
) -> None:
    with company.database.transaction() as connection:
        key = witness_key(scene)
        assert witnessing.seen(connection, key) == scene.made[2].size
        drop_triggers(connection)
        attack = next(each for each in FOUND if each.__name__ == "a_cosignature_that_the_witness_did_not_make")
        attack(connection, scene)
        assert witnessing.seen(connection, key) == scene.made[1].size
