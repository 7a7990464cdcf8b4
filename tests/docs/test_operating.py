"""The files that are copied to run Cauce hold commands and settings that there are."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine.setting_names import KNOWN
from engine.settings import Settings
from engine.sign_on.provider import RETURNS_TO
from tests.docs import yaml_subset
from tests.docs.licences import ROOT
from web import demo
from web.cli import main
from web.cli.context import Context

FOLDER = ROOT / "docs" / "operating"
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])
COMPOSE = yaml_subset.load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: each for name, each in COMPOSE["services"].items() if each["image"].startswith("cauce:")}
PLACE = re.compile(r"\$\{\w+(?::[?-][^}]*)?\}|\$\$\(.*?\)")


def understood(args: list[str]) -> list[str]:
    """The names of the command that these words call. Raises click's errors where there is none, or it takes others."""
    context = click.Context(main, info_name="cauce", obj=Context(Settings()))
    command: click.Command = main
    names = []
    left = [PLACE.sub("x", each) for each in args]
    while isinstance(command, click.Group):
        found = command.get_command(context, left[0])
        assert found is not None, args
        names.append(left.pop(0))
        command = found
    command.make_context(names[-1], left, parent=context)
    return names


def settings_of(text: str) -> dict[str, str]:
    """The variables of a file as systemd and containers read it."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """A unit: by section and key, every value that is given."""

    class Many(dict):  # type: ignore[type-arg]
        def __setitem__(self, key: str, value: object) -> None:
            if isinstance(value, list) and key in self:
                self[key].extend(value)
            else:
                super().__setitem__(key, value)

    parser = configparser.RawConfigParser(
        dict_type=Many, strict=False, comment_prefixes="#", inline_comment_prefixes=None
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return {name: {key: value.split("\n") for key, value in parser[name].items()} for name in parser.sections()}


def commands_of(path: Path) -> Iterator[list[str]]:
    """What a unit runs of Cauce."""
    for line in unit(path).get("Service", {}).get("ExecStart", []):
        words = shlex.split(line.replace("%%", "%"))
        if words[:2] == ["/bin/sh", "-c"]:
            words = shlex.split(PLACE.sub("x", words[2]))[1:]
        assert words[0] == "/opt/cauce/bin/cauce", line
        yield words[1:]


def test_the_units_run_commands_that_there_are() -> None:
    run = {path.name: [understood(args) for args in commands_of(path)] for path in UNITS}
    assert run == {
        "cauce-backup.service": [["backup"]],
        "cauce-backup.timer": [],
        "cauce-web.service": [["serve"]],
        "cauce-witness.service": [["witness", "serve"]],
        "cauce-worker@.service": [["worker"]],
    }


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_has_the_sections_and_the_files_that_it_names(path: Path) -> None:
    sections = unit(path)
    assert sections["Unit"]["Description"]
    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
        return
    service = sections["Service"]
    assert service["User"] == ["cauce"] and service["ProtectSystem"] == ["strict"]
    for name in service["EnvironmentFile"]:
        held = FOLDER / Path(name).name
        assert held.exists() or held.name == "witness.env", name


@pytest.mark.processes
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here to judge its units")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_itself_finds_nothing_wrong_with_a_unit(path: Path, tmp_path: Path) -> None:
    for each in UNITS:  # a program that there is, in the place of the one that will be
        text = each.read_text(encoding="utf-8").replace("/opt/cauce/bin/cauce", "/bin/true")
        (tmp_path / each.name.replace("@", "@1")).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / path.name.replace("@", "@1"))]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout + told.stderr) == (0, "")


def test_the_settings_in_the_files_are_settings_and_go_together() -> None:
    company = settings_of((FOLDER / "cauce.env").read_text(encoding="utf-8"))
    machine = settings_of((FOLDER / "database.env").read_text(encoding="utf-8"))
    container = {name: value for name, value in COMPOSE["x-cauce"]["environment"].items() if name.startswith("CAUCE_")}
    assert {*company, *container} <= KNOWN and set(machine) - KNOWN == {"PGPASSFILE"}
    for around in (machine, container):
        settings = Settings.from_env({**company, **around})
        assert settings.mail is not None and settings.proxy is not None and settings.seal_key is not None
        assert settings.database_url.startswith("postgresql") and settings.base_url is not None


def test_the_containers_run_commands_that_there_are() -> None:
    run = {name: understood(each["command"]) for name, each in OURS.items()}
    assert run == {
        "schema": ["db", "upgrade"],
        "web-1": ["serve"],
        "web-2": ["serve"],
        "worker-1": ["worker"],
        "worker-2": ["worker"],
        "witness": ["witness", "serve"],
    }


def test_the_compose_file_names_what_it_defines() -> None:
    services = COMPOSE["services"]
    volumes, networks = set(COMPOSE["volumes"]), set(COMPOSE["networks"])
    for name, each in services.items():
        after = each.get("depends_on", [])
        assert set(after) <= set(services), name
        assert set(each["networks"]) <= networks, name
        for volume in each.get("volumes", []):
            source = volume.split(":")[0]
            assert source in volumes or (FOLDER / source).exists(), volume
    for name in ("web-1", "worker-2"):
        assert services[name]["depends_on"] == {"schema": {"condition": "service_completed_successfully"}}
    proxy = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert COMPOSE["x-cauce"]["environment"]["CAUCE_PROXY"] == proxy


def test_the_proxy_goes_to_the_containers_that_there_are() -> None:
    text = (FOLDER / "Caddyfile").read_text(encoding="utf-8")
    [upstreams] = re.findall(r"reverse_proxy (.*) \{", text)
    assert upstreams.split() == ["web-1:5000", "web-2:5000"]
    assert f"{{${'SITE'}}}" in text and "SITE" in COMPOSE["services"]["proxy"]["environment"]


def test_the_image_is_built_from_what_there_is_and_runs_a_command_that_there_is() -> None:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    [entry], [command] = re.findall(r"^ENTRYPOINT (.*)$", text, re.M), re.findall(r"^CMD (.*)$", text, re.M)
    assert json.loads(entry) == ["cauce"] and understood(json.loads(command)) == ["serve"]
    assert re.search(r"^wheel:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M) and "make wheel" in text
    assert "requirements.txt" in text and all("/" not in name for name in re.findall(r"^FROM (\S+)", text, re.M))
    # What only builds the front end is named as the lock names it, so that it is really taken away.
    [taken] = re.findall(r"uninstall --yes (.*)$", text, re.M)
    locked = set(re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M))
    assert set(taken.split()) <= locked


def test_the_guide_names_every_file_of_the_folder_and_shows_commands_that_are_understood() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for path in FOLDER.iterdir():
        name = path.stem.rstrip("@") if path.suffix in (".service", ".timer") else path.name
        assert name in guide or (path.name == "compose.yaml" and "docker compose up" in guide), path.name
    shown = re.findall(r"^    (?:CAUCE_\w+=\S+ )?cauce ((?!\().+?)(?: {2,}#.*)?$", guide, re.M)
    assert len(shown) > 7
    for line in shown:
        understood_or_missing(shlex.split(line))


def understood_or_missing(args: list[str]) -> None:
    """As `understood`; a file that the guide speaks of need not be there."""
    try:
        understood(args)
    except click.BadParameter as error:
        assert "respaldo.zip" in str(error), error


def test_what_is_more_than_the_subset_of_yaml_is_not_taken_for_something_else() -> None:
    assert yaml_subset.load('a:\n  - b\n  - "c: d"\ne: [f, "g"]\n') == {"a": ["b", "c: d"], "e": ["f", "g"]}
    for text in ("a: {b: c}", "a: |\n  b", "a: 'b'", "a\n", "a: b\n c: d"):
        with pytest.raises(ValueError):
            yaml_subset.load(text)


def test_the_example_of_sign_on_is_understood_and_names_where_people_come_back_to() -> None:
    company = settings_of((FOLDER / "cauce.env").read_text(encoding="utf-8"))
    provider = settings_of((FOLDER / "sign-on.env").read_text(encoding="utf-8"))
    assert Path(provider["CAUCE_OIDC_ROLES"]).name == "roles.json"
    settings = Settings.from_env({**company, **provider, "CAUCE_OIDC_ROLES": str(FOLDER / "roles.json")})
    assert settings.sign_on is not None and settings.sign_on.governed - set(demo.ROLES) == set()
    client = json.loads((FOLDER / "keycloak-client.json").read_text(encoding="utf-8"))
    assert client["redirectUris"] == [f"{settings.base_url}{RETURNS_TO}"]
    assert client["attributes"]["post.logout.redirect.uris"] == f"{settings.base_url}/"
    assert client["attributes"]["backchannel.logout.url"] == f"{settings.base_url}/entrar/empresa/fin"
    assert client["clientId"] == settings.sign_on.client_id
    assert client["protocolMappers"][0]["config"]["claim.name"] == settings.sign_on.groups_claim
