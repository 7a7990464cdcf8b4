"""Time-stamps and co-signatures in an evidence, as the stand-alone verifier judges them."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history import checkpoints, notes, timestamps
from engine.history.channels import SITE
from engine.history.keys import new_key
from engine.history.models import cosignatures
from engine.history.problems import Kind
from engine.instances.runtime import Runtime
from engine.verification.archives import zipped
from engine.verification.trust import read_kept_file
from engine.verifier.evidence import Evidence
from engine.verifier.log import Note, Trust, vkey
from engine.verifier.stamps import kept_stamp, stamp_of
from engine.verifier.verdict import verdicts, verify
from tests.authority import Authority, new_authority
from tests.conftest import COMPANY, Templates
from tests.engine.verification.opportunity import evidence_of_one, seal
from tests.engine.verifier.test_office import DAYS
from tests.support import Company, FixedClock

pytestmark = pytest.mark.processes

Parts = dict[str, bytes]
FIRST, SECOND = "timestamps/sello-000001", "timestamps/sello-000002"


@dataclass
class Scene:
    """An evidence whose history is sealed twice, both checkpoints stamped, the first co-signed."""

    content: bytes = field(repr=False)
    authority: Authority
    unknown: Authority
    witness: str
    notes: tuple[str, str]

    @property
    def trust(self) -> Trust:
        return Trust(witnesses=[vkey(self.witness)], authority=self.authority.certificates)

    def parts(self) -> Parts:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def scene(sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("stamps")
    authority, unknown = new_authority(folder / "tsa"), new_authority(folder / "other", "Otra")
    keys, witness = new_key(folder / "seal.pem"), new_key(folder / "witness.pem").signer
    database = Database(sqlite_templates.make(COMPANY, folder), SITE)
    company = Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())
    folio = company.start()
    made = []
    for minutes in (9, 2):
        company.clock.now = authority.now() - timedelta(minutes=minutes)
        company.do(folio, "prospeccion" if not made else "validacion")
        made.append(seal(company, keys))
        with database.transaction() as connection:
            checkpoints.keep_stamp(connection, made[-1].size, authority.stamp(made[-1].note))
    with database.transaction() as connection:
        line = notes.cosignature(made[0].checkpoint, "testigo/1", witness, 1_800_000_000)
        connection.execute(insert(cosignatures), {"size": made[0].size, "name": "testigo/1", "line": str(line)})
        content = evidence_of_one(connection, company.runtime, folio)
    database.close()
    key = notes.VerifierKey("testigo/1", witness.public, notes.COSIGNATURE)
    yield Scene(content, authority, unknown, str(key), (made[0].note, made[1].note))


def found(parts: Parts, trust: Trust) -> list[str]:
    findings = verify(Evidence(io.BytesIO(zipped(parts))), trust)
    return [str(problem["kind"]) for problem in findings.problems]


def test_it_says_what_third_parties_vouch_for_and_how_far_that_was_checked(scene: Scene) -> None:
    *_, whole = verdicts(Evidence(io.BytesIO(scene.content)), scene.trust)
    assert (whole.findings.problems, whole.findings.reserves) == ([], [DAYS])
    assert [(each.seal, each.by, each.checked) for each in whole.vouched] == [
        (1, None, True),
        (2, None, True),
        (1, "testigo/1", True),
    ]
    *_, alone = verdicts(Evidence(io.BytesIO(scene.content)))
    assert [(each.seal, each.checked) for each in alone.vouched] == [(1, False), (2, False)]
    assert f"openssl ts -verify -in {FIRST}.tsr -data {FIRST}.txt" in alone.findings.reserves[0]


def test_it_reads_the_same_of_a_time_stamp_as_the_product(scene: Scene) -> None:
    for note in scene.notes:
        answer = scene.authority.stamp(note)
        known = timestamps.read_stamp(answer)
        assert stamp_of(answer) == (known.at, known.imprint)
        for place in range(0, len(answer), 7):  # and breaks no worse than by a ValueError
            broken = answer[:place] + bytes([answer[place] ^ 0x40]) + answer[place + 1 :]
            for cut in (broken, answer[:place]):
                try:
                    stamp_of(cut)
                except ValueError:
                    continue


def another_token(parts: Parts, scene: Scene) -> None:
    parts[f"{FIRST}.tsr"] = parts[f"{SECOND}.tsr"]


def an_unknown_authority(parts: Parts, scene: Scene) -> None:
    parts[f"{SECOND}.tsr"] = scene.unknown.stamp(scene.notes[1])


def another_time(parts: Parts, scene: Scene) -> None:
    """In the time that it says."""
    answer = parts[f"{SECOND}.tsr"]
    at = answer.index(b"\x18\x0f") + 2 + len("20261130T1530")
    parts[f"{SECOND}.tsr"] = answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :]


def another_note(parts: Parts, scene: Scene) -> None:
    """With a time-stamp of its own, by the same authority."""
    note = "cauce.log/other\n1\nAAAA\n\n"
    parts[f"{SECOND}.txt"], parts[f"{SECOND}.tsr"] = note.encode(), scene.authority.stamp(note)


def a_token_is_missing(parts: Parts, scene: Scene) -> None:
    del parts[f"{SECOND}.tsr"]


def rubbish(parts: Parts, scene: Scene) -> None:
    parts[f"{SECOND}.tsr"] = b"0\x82\xff\xff"


def a_cosignature_of_somebody_else(parts: Parts, scene: Scene) -> None:
    log = json.loads(parts["log.json"])
    (earlier,) = log["earlier"]
    lines = earlier["note"].split("\n")
    name = next(number for number, line in enumerate(lines) if "testigo/1" in line)
    lines[name] = lines[name][:-6] + ("AAAA==" if lines[name].endswith("==") else "AAAAAA")
    earlier["note"] = "\n".join(lines)
    parts["log.json"] = json.dumps(log).encode()


CHANGED: dict[Callable[[Parts, Scene], None], Kind] = {
    another_token: Kind.TIMESTAMP_CHANGED,
    an_unknown_authority: Kind.TIMESTAMP_CHANGED,
    another_time: Kind.TIMESTAMP_CHANGED,
    another_note: Kind.TIMESTAMP_CHANGED,
    a_token_is_missing: Kind.TIMESTAMP_CHANGED,
    rubbish: Kind.TIMESTAMP_CHANGED,
    a_cosignature_of_somebody_else: Kind.COSIGNATURE_CHANGED,
}


@pytest.mark.parametrize("attack", CHANGED, ids=lambda attack: attack.__name__)
def test_what_was_done_to_it_is_named(scene: Scene, attack: Callable[[Parts, Scene], None]) -> None:
    parts = scene.parts()
    attack(parts, scene)
    assert set(found(parts, scene.trust)) == {CHANGED[attack]}


def test_a_time_stamp_that_somebody_kept_is_over_a_seal_of_the_evidence(scene: Scene) -> None:
    mine, other = scene.authority.stamp(scene.notes[0]), scene.authority.stamp("another note")
    assert kept_stamp(scene.notes[0].encode()) is None and kept_stamp(mine) == mine
    for stamp, expected in ((mine, []), (other, ["checkpoint_removed"])):
        trust = scene.trust
        trust.stamps.append(stamp)
        assert found(scene.parts(), trust) == expected
    trust = scene.trust
    trust.kept.append(Note(str(read_kept_file("a", scene.notes[0].encode()))))
    assert found(scene.parts(), trust) == []


def test_a_machine_without_openssl_says_what_it_did_not_check(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    *_, whole = verdicts(Evidence(io.BytesIO(scene.content)), scene.trust)
    assert whole.findings.problems == [] and "falta openssl" in whole.findings.reserves[0]
    assert [each.checked for each in whole.vouched if each.by is None] == [False, False]


def test_it_is_asked_from_a_terminal(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "e.zip").write_bytes(scene.content)
    (tmp_path / "kept.tsr").write_bytes(scene.authority.stamp(scene.notes[0]))
    (tmp_path / "kept.txt").write_text(scene.notes[1], encoding="utf-8")
    kept = ["--kept", "kept.tsr", "--kept", "kept.txt", "--testigo", scene.witness]
    command = [sys.executable, "-m", "engine.verifier", str(tmp_path / "e.zip"), *kept, "--autoridad"]

    def run(certificates: Path, *more: str) -> subprocess.CompletedProcess[str]:
        root = {"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": "/usr/local/bin:/usr/bin:/bin"}
        asked = [*command, str(certificates), *more]
        return subprocess.run(asked, cwd=tmp_path, env=root, capture_output=True, text=True, check=False)

    said = run(scene.authority.certificates)
    assert said.returncode == 0 and "CONFORME" in said.stdout, said
    assert "sello de tiempo: el sello 2 ya existía el" in said.stdout and "(firma comprobada)" in said.stdout
    assert "el testigo testigo/1 firmó el sello 1" in said.stdout
    told = json.loads(run(scene.authority.certificates, "--json").stdout)
    assert [each["by"] for each in told["vouched"]] == [None, None, "testigo/1"] and told["reserves"] == [DAYS]
    assert run(scene.unknown.certificates).returncode == 1
    assert run(tmp_path / "none.pem").returncode == 2
