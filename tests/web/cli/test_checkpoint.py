"""Checkpoints from a terminal: what leaves the house at once, and the witness, reached or by a file."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from engine.history.keys import read_keys
from engine.history.notes import COSIGNATURE, VerifierKey, read_note, read_signatures
from tests.authority import new_authority, serving
from tests.web.cli.conftest import Terminal

pytestmark = pytest.mark.processes


@pytest.fixture
def keyed(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """With a key for the log, one for a witness, and an opportunity under way."""
    monkeypatch.setenv("CAUCE_SEAL_KEY", str(tmp_path / "seal.pem"))
    for name in ("seal.pem", "witness.pem"):
        terminal.json("checkpoint", "--new-key", str(tmp_path / name))
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    return terminal


def cosign(terminal: Terminal, folder: Path, request: str, **options: str) -> Result:
    """What the witness says in a terminal of its own."""
    given = {"key": str(folder / "witness.pem"), "name": "testigo/1", "state": str(folder / "state.json"), **options}
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    return terminal.run("witness", "cosign", str(folder / request), *words)


def request(terminal: Terminal, folder: Path, name: str, *more: str) -> str:
    """Writes a request; gives the key of the log."""
    return str(terminal.json("checkpoint", "--request", str(folder / name), *more)["log_key"])


def test_a_checkpoint_leaves_at_once(keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAUCE_CHECKPOINTS_DIRECTORY", str(tmp_path / "outside"))
    (tmp_path / "outside").mkdir()
    keyed.json("checkpoint", "--out", str(tmp_path / "kept.txt"))
    assert (tmp_path / "outside" / "sello-000001.txt").read_bytes() == (tmp_path / "kept.txt").read_bytes()
    assert keyed.json("checkpoint")["new"] is False
    (entry,) = keyed.json("outbox", "--all")
    assert (entry["kind"], entry["about"], entry["status"]) == ("file", "sello-000001.txt", "delivered")


def test_a_directory_that_is_away_keeps_no_checkpoint_back_and_is_told_in_the_outbox(
    keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAUCE_CHECKPOINTS_DIRECTORY", str(tmp_path / "away"))
    assert keyed.json("checkpoint")["new"] is True
    assert str(tmp_path / "away") in keyed.json("outbox")[0]["why"]


def test_what_an_evidence_seals_leaves_as_well(
    keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAUCE_CHECKPOINTS_DIRECTORY", str(tmp_path))
    keyed.json("evidence", "GC-2026-0001", "--out", str(tmp_path / "e.zip"))
    keyed.json("worker", "--once")
    assert (tmp_path / "sello-000001.txt").exists()


def test_a_witness_that_cannot_be_reached_is_asked_by_a_file(keyed: Terminal, tmp_path: Path) -> None:
    key = request(keyed, tmp_path, "first")
    first = cosign(keyed, tmp_path, "first", log=key)
    assert first.exit_code == 0 and [line.name for line in read_signatures(first.stdout)] == ["testigo/1"]
    keyed.json("start", "gestion_comercial", "--as", "comercial")
    size = read_note(Path(tmp_path / "first").read_text(encoding="utf-8").partition("\n\n")[2]).size
    request(keyed, tmp_path, "second", "--seen", str(size))
    assert cosign(keyed, tmp_path, "second", log=key).exit_code == 0
    assert key in keyed.run("checkpoint").stdout


def test_a_witness_says_what_it_has_seen_to_a_request_that_begins_elsewhere(keyed: Terminal, tmp_path: Path) -> None:
    key = request(keyed, tmp_path, "first")
    cosign(keyed, tmp_path, "first", log=key)
    keyed.json("start", "gestion_comercial", "--as", "comercial")
    request(keyed, tmp_path, "second")
    refused = cosign(keyed, tmp_path, "second", log=key)
    assert refused.exit_code == 1 and "--request ARCHIVO --seen" in refused.stderr and not refused.stdout


def test_each_refusal_of_the_witness_says_what_to_do(keyed: Terminal, tmp_path: Path) -> None:
    key = request(keyed, tmp_path, "first")
    (tmp_path / "none").write_text("x")
    (tmp_path / "spoilt").write_text((tmp_path / "first").read_text(encoding="utf-8").replace(" at 20", " at 21"))
    for file, log, said in (
        ("none", key, "no es una solicitud"),
        ("spoilt", key, "no está firmado"),
        ("first", "otro+2a7f1b3e+AQAA", "no es la llave de un registro"),
    ):
        result = cosign(keyed, tmp_path, file, log=log)
        assert result.exit_code in (1, 2) and said in result.stderr.replace("\n", " "), result.output
        assert "Traceback" not in result.output and not (tmp_path / "state.json").exists()
    stranger = str(VerifierKey("otro", VerifierKey.of(key).public))
    assert "no conoce ese registro" in cosign(keyed, tmp_path, "first", log=stranger).stderr
    assert "no contiene una llave" in cosign(keyed, tmp_path, "first", log=key, key=str(tmp_path / "first")).stderr
    (tmp_path / "state.json").write_text("{")
    told = cosign(keyed, tmp_path, "first", log=key)
    assert told.exit_code == 1 and "state.json" in told.stderr and "No se firmó nada" in told.stderr
    assert cosign(keyed, tmp_path, "missing", log=key).exit_code == 2


def test_a_log_written_anew_is_not_cosigned(keyed: Terminal, tmp_path: Path) -> None:
    key = request(keyed, tmp_path, "first")
    cosign(keyed, tmp_path, "first", log=key)
    keyed.json("start", "gestion_comercial", "--as", "comercial")
    size = int((tmp_path / "first").read_text(encoding="utf-8").splitlines()[3])
    request(keyed, tmp_path, "second", "--seen", str(size))
    head, gap, note = (tmp_path / "second").read_text(encoding="utf-8").partition("\n\n")
    first, *proof = head.split("\n")
    (tmp_path / "forged").write_text("\n".join([first, *proof[::-1], proof[0]]) + gap + note, encoding="utf-8")
    refused = cosign(keyed, tmp_path, "forged", log=key)
    assert refused.exit_code == 1 and "no creció" in refused.stderr


def test_what_a_witness_cannot_have_seen_is_refused(keyed: Terminal, tmp_path: Path) -> None:
    result = keyed.run("checkpoint", "--request", str(tmp_path / "r"), "--seen", "999")
    assert result.exit_code == 2 and "ningún testigo" in result.stderr and not (tmp_path / "r").exists()
    assert keyed.run("checkpoint", "--seen", "1").exit_code == 2


@pytest.fixture
def witness(keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`cauce witness serve`, which the settings name; gives its address."""
    key = keyed.json("checkpoint")["log_key"]
    options = ["--key", "witness.pem", "--name", "testigo/1", "--state", "state.json", "--port", "0", "--log", key]
    start = f"from web.cli import main; main(['witness', 'serve', *{options!r}])"
    process = subprocess.Popen([sys.executable, "-u", "-c", start], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    monkeypatch.setenv("CAUCE_WITNESS_KEY", process.stdout.readline().strip())
    url = process.stdout.readline().strip()
    monkeypatch.setenv("CAUCE_WITNESS_URL", url)
    yield url
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_witness_is_asked_at_once_and_what_is_saved_has_its_signature(
    keyed: Terminal, witness: str, tmp_path: Path
) -> None:
    assert keyed.json("checkpoint", "--out", str(tmp_path / "kept.txt"))["cosigned"] is True
    assert [line.name for line in read_note((tmp_path / "kept.txt").read_text(encoding="utf-8")).signatures][1:] == [
        "testigo/1"
    ]


def test_a_witness_that_does_not_answer_undoes_nothing_and_is_told(
    keyed: Terminal, witness: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state.json").write_text("{")
    assert "HTTP 500" in keyed.refused("checkpoint")
    monkeypatch.setenv("CAUCE_WITNESS_URL", "http://127.0.0.1:9")
    keyed.json("start", "gestion_comercial", "--as", "comercial")
    result = keyed.run("checkpoint", "--out", str(tmp_path / "kept.txt"))
    assert result.exit_code == 1 and "http://127.0.0.1:9" in result.stderr
    assert "checkpoint 2 at" in (tmp_path / "kept.txt").read_text(encoding="utf-8")


def test_a_witness_that_has_seen_more_raises_an_alarm(keyed: Terminal, witness: str, tmp_path: Path) -> None:
    keyed.json("checkpoint")
    state = (tmp_path / "state.json").read_text()
    size = state.split("\\n")[1]
    (tmp_path / "state.json").write_text(state.replace(f"\\n{size}\\n", f"\\n{int(size) + 90}\\n", 1))
    keyed.json("start", "gestion_comercial", "--as", "comercial")
    result = keyed.run("checkpoint")
    assert result.exit_code == 1 and "log_rolled_back" in result.stderr
    assert "El testigo no firma este sello" in result.stderr
    assert keyed.json("verify", "--all")["vouched"]["refused_at"] is not None
    assert "El testigo YA NO FIRMA" in keyed.run("verify", "--all").stdout
    assert [each["about"] for each in keyed.json("outbox", "--all") if each["key"].startswith("alarm.witness")] != []


def test_a_port_that_is_taken_is_told(keyed: Terminal, witness: str, tmp_path: Path) -> None:
    key = keyed.json("checkpoint")["log_key"]
    options = ["--key", str(tmp_path / "witness.pem"), "--name", "x", "--state", str(tmp_path / "s"), "--log", key]
    port = witness.rpartition(":")[2]
    assert port in keyed.refused("witness", "serve", *options, "--port", port)


def test_what_a_witness_cosigned_elsewhere_is_taken_in_and_saved_with_the_seal(
    keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = request(keyed, tmp_path, "request")
    said = cosign(keyed, tmp_path, "request", log=log).stdout
    (tmp_path / "cosigned.txt").write_text(said, encoding="utf-8")
    asked = keyed.run("checkpoint", "--cosigned", str(tmp_path / "cosigned.txt"))
    assert asked.exit_code == 1 and "CAUCE_WITNESS_KEY" in asked.stderr
    public = read_keys(tmp_path / "witness.pem").signer.public
    monkeypatch.setenv("CAUCE_WITNESS_KEY", str(VerifierKey("otro/1", public, COSIGNATURE)))
    refused = keyed.run("checkpoint", "--cosigned", str(tmp_path / "cosigned.txt"))
    assert refused.exit_code == 1 and "otro/1" in refused.stderr
    key = VerifierKey("testigo/1", public, COSIGNATURE)
    monkeypatch.setenv("CAUCE_WITNESS_KEY", str(key))
    taken = keyed.json("checkpoint", "--cosigned", str(tmp_path / "cosigned.txt"))
    assert (taken["number"], taken["witness"]) == (1, "testigo/1")
    keyed.json("checkpoint", "--cosigned", str(tmp_path / "cosigned.txt"))  # a second time changes nothing
    keyed.json("checkpoint", "--out", str(tmp_path / "kept.txt"))
    assert read_note((tmp_path / "kept.txt").read_text(encoding="utf-8")).seen_at(key) is not None
    assert keyed.run("verify", "--kept", str(tmp_path / "kept.txt")).exit_code == 0
    keyed.json("start", "gestion_comercial", "--as", "comercial")
    second = keyed.json("checkpoint", "--request", str(tmp_path / "second"))  # begins where that witness is
    assert cosign(keyed, tmp_path, "second", log=str(second["log_key"])).exit_code == 0


def test_a_time_stamp_is_had_at_once_saved_beside_the_seal_and_compared_like_it(
    keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, other = new_authority(tmp_path / "tsa"), new_authority(tmp_path / "other", "Otra")
    monkeypatch.setenv("CAUCE_TIMESTAMP_CERTIFICATES", str(known.certificates))
    with serving(known):
        monkeypatch.setenv("CAUCE_TIMESTAMP_URL", known.address.url)
        assert keyed.json("checkpoint", "--out", str(tmp_path / "kept.txt"))["stamped"] is True
    kept = ["--kept", str(tmp_path / "kept.txt"), "--kept", str(tmp_path / "kept.tsr")]
    assert keyed.run("verify", "--all", *kept).exit_code == 0
    (tmp_path / "forged.tsr").write_bytes(other.stamp((tmp_path / "kept.txt").read_text(encoding="utf-8")))
    forged = keyed.run("verify", "--all", "--kept", str(tmp_path / "forged.tsr"), "--json")
    (check,) = (each for each in json.loads(forged.stdout)["checks"] if each["subject"] == "checkpoints")
    assert [problem["kind"] for problem in check["problems"]] == ["checkpoint_not_trusted"]
    (tmp_path / "broken.tsr").write_bytes((tmp_path / "kept.tsr").read_bytes()[:99])
    broken = keyed.run("verify", "--kept", str(tmp_path / "broken.tsr"))
    assert broken.exit_code == 1 and "broken.tsr" in broken.stderr


def test_of_a_seal_of_before_there_was_an_authority_nobody_is_sent_to_look_for_its_time_stamp(
    keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed.json("checkpoint")
    monkeypatch.setenv("CAUCE_TIMESTAMP_CERTIFICATES", str(new_authority(tmp_path / "tsa").certificates))
    monkeypatch.setenv("CAUCE_TIMESTAMP_URL", "http://127.0.0.1:9/")
    done = keyed.run("checkpoint")
    assert "el siguiente sello llevará sello de tiempo" in done.stderr and "cauce outbox" not in done.stderr


def test_an_authority_that_is_away_undoes_nothing_and_is_told(
    keyed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAUCE_TIMESTAMP_CERTIFICATES", str(new_authority(tmp_path / "tsa").certificates))
    monkeypatch.setenv("CAUCE_TIMESTAMP_URL", "http://127.0.0.1:9/")
    done = keyed.run("checkpoint")
    assert done.exit_code == 0 and "cauce outbox" in done.stderr
    assert keyed.json("checkpoint")["stamped"] is False
    (entry,) = keyed.json("outbox")
    assert (entry["kind"], entry["about"]) == ("timestamp", "sello-000001.txt") and "refused" in entry["why"]
