"""Signed notes and checkpoints, as C2SP describes them."""

import base64
from pathlib import Path

import pytest

from engine.history import notes
from engine.history.keys import KeyFile, new_key, verifies
from engine.history.notes import COSIGNATURE, BadNote, Checkpoint, Signature, VerifierKey, read_copy, read_note

# The example of C2SP signed-note.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SAID = "This is an example message.\n"
LINE = "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
# The example of C2SP tlog-cosignature.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeM"
    "cTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+m"
    "bIUBkBIfZ+qnA==\n"
)
NOTE = Checkpoint("cauce.log/x", 3, "00" * 32, ("checkpoint 1 at 2026-03-02T23:00:00.000000Z",))


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


def test_the_key_and_the_signature_of_the_specification_are_read_and_hold() -> None:
    key = VerifierKey.of(VKEY)
    assert (str(key), key.name, key.id.hex()) == (VKEY, "example.com/foo", "530d903a")
    (line,) = notes.read_signatures(LINE + "\n")
    assert (line.name, line.id, str(line)) == (key.name, key.id, LINE)
    assert verifies(key.public, line.content.hex(), SAID.encode())


def test_the_checkpoint_of_the_specification_is_read_and_written_again() -> None:
    found = read_note(COSIGNED)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert base64.b64encode(bytes.fromhex(found.root)).decode() == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert str(found) == COSIGNED
    assert [line.name for line in found.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert int.from_bytes(found.signatures[1].content[:8]) == 1679315147


def test_a_signature_holds_over_all_that_the_note_says_and_for_its_name_only(keys: KeyFile, tmp_path: Path) -> None:
    signed = notes.signed(NOTE, NOTE.origin, keys.signer)
    key = VerifierKey(NOTE.origin, keys.signer.public)
    assert read_note(str(signed)) == signed
    assert signed.signed_by(key) is True
    for other in (
        Checkpoint("cauce.log/x", 4, NOTE.root, NOTE.extension, signed.signatures),
        Checkpoint("cauce.log/x", 3, "01" * 32, NOTE.extension, signed.signatures),
        Checkpoint("cauce.log/x", 3, NOTE.root, (), signed.signatures),
    ):
        assert other.signed_by(key) is False
    assert signed.signed_by(VerifierKey("another.log", keys.signer.public)) is None
    assert signed.signed_by(VerifierKey(NOTE.origin, new_key(tmp_path / "b.pem").signer.public)) is None


def test_one_wrong_line_of_a_known_key_spoils_the_note(keys: KeyFile) -> None:
    signed = notes.signed(NOTE, NOTE.origin, keys.signer)
    key = VerifierKey(NOTE.origin, keys.signer.public)
    assert signed.with_signatures([Signature(key.name, key.id, b"\0" * 64)]).signed_by(key) is False


def test_a_witness_says_when_it_saw_the_checkpoint(keys: KeyFile) -> None:
    witness = VerifierKey("testigo.example/w1", keys.signer.public, COSIGNATURE)
    seen = NOTE.with_signatures([notes.cosignature(NOTE, witness.name, keys.signer, 1_770_000_000)])
    assert read_note(str(seen)).seen_at(witness) == 1_770_000_000
    assert VerifierKey.of(str(witness)) == witness
    assert NOTE.seen_at(witness) is None
    assert seen.seen_at(VerifierKey(witness.name, keys.signer.public)) is None
    earlier = Signature(witness.name, witness.id, (5).to_bytes(8) + seen.signatures[0].content[8:])
    assert NOTE.with_signatures([earlier]).seen_at(witness) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "x\n3\n\n", COSIGNED.replace("20852163", "020852163"), COSIGNED.replace("20852163", "-1"),
        COSIGNED.replace("2I=", "2I"), COSIGNED.replace("CsUY", ""), COSIGNED.replace("— w", "- w"), COSIGNED.strip(),
        COSIGNED.replace("sofa", "so\tfa"), COSIGNED.replace("jWbPPwAAAA", "?"), "a" * 70_000, b"\xff",
        COSIGNED.replace("\n\n", "\n"), COSIGNED.replace("example.com/behind-the-sofa\n2", "\n2"),
    ],
)  # fmt: skip
def test_what_is_no_signed_checkpoint_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadNote):
        read_note(text)


@pytest.mark.parametrize(
    "kept",
    [
        COSIGNED, COSIGNED.strip(), f"\n{COSIGNED}\n", COSIGNED.replace("\n", "\r\n"), f"\ufeff{COSIGNED}",
        f"Guarde esto:\n\n{notes.MARK}\n{COSIGNED}{notes.MARK}\n\n-- \ncauce.log/x\n",
        f"De: Cauce\r\n\r\n{notes.MARK}\r\n{COSIGNED}{notes.MARK}\r\n",
    ],
)  # fmt: skip
def test_a_copy_is_read_as_people_keep_it(kept: str) -> None:
    assert read_copy(kept.encode()) == read_note(COSIGNED)


@pytest.mark.parametrize("kept", [b"", b"\xff", b"hello", f"{notes.MARK}\n{notes.MARK}".encode()])
def test_what_has_no_checkpoint_in_it_is_no_copy(kept: bytes) -> None:
    with pytest.raises(BadNote):
        read_copy(kept)


@pytest.mark.parametrize("text", ["", "a+b", "a+00000000+AA==", VKEY.replace("530d903a", "530d903b"), "+" + VKEY])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        VerifierKey.of(text)
