"""The wheel: made only with the front end, holding what runs and nothing else, and serving outside the checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[1]
DIST = Path("web", "static", "dist")
LEFT_OUT = {".git", ".venv", "node_modules", "dist", "var", "LC_MESSAGES", "tests", "__pycache__"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The sources as a clean clone has them."""
    return shutil.copytree(
        ROOT,
        tmp_path / "clone",
        ignore=lambda _, names: [name for name in names if name in LEFT_OUT or name[:2] == ".m"],
    )


def pip(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", *map(str, args), "--no-deps", "--no-index", "--no-cache-dir"]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def build(checkout: Path) -> subprocess.CompletedProcess[str]:
    return pip("wheel", checkout, "--no-build-isolation", "--wheel-dir", checkout.parent)


def with_bundles(checkout: Path, names: list[str]) -> None:
    """Stand-ins for the bundles of the front end."""
    (checkout / DIST).mkdir(parents=True)
    for name in names:
        (checkout / DIST / f"{name}-HASH.js").touch()
    manifest = {name: {"script": f"{name}-HASH.js"} for name in names}
    (checkout / DIST / "manifest.json").write_text(json.dumps(manifest))


def entries() -> list[str]:
    return [path.stem for path in (ROOT / "web" / "frontend" / "src").glob("*.js")]


def test_without_the_front_end_there_is_no_wheel_and_the_refusal_says_what_to_do(checkout: Path) -> None:
    done = build(checkout)
    assert done.returncode != 0
    assert f"{DIST}/manifest.json missing" in done.stdout and "make front" in done.stdout
    assert list(checkout.parent.glob("*.whl")) == []


def test_a_bundle_that_was_not_built_and_a_file_that_is_gone_are_named(checkout: Path) -> None:
    unbuilt, *built = sorted(entries())
    with_bundles(checkout, built)
    (checkout / DIST / f"{built[0]}-HASH.js").unlink()
    done = build(checkout)
    assert done.returncode != 0
    assert f"({unbuilt}, {DIST}/{built[0]}-HASH.js missing)" in done.stdout


def test_an_editable_install_waits_for_nothing(checkout: Path) -> None:
    script = f"from hatchling.build import build_editable; build_editable({str(checkout.parent)!r})"
    subprocess.run([sys.executable, "-c", script], cwd=checkout, check=True, capture_output=True)
    assert len(list(checkout.parent.glob("*.whl"))) == 1


def test_the_wheel_holds_what_runs_and_no_sources_of_what_was_built(checkout: Path) -> None:
    with_bundles(checkout, entries())
    done = build(checkout)
    assert done.returncode == 0, done.stdout
    (wheel,) = checkout.parent.glob("*.whl")
    held = set(ZipFile(wheel).namelist())
    info = f"{wheel.name.rsplit('-', 3)[0]}.dist-info"
    assert {name.split("/")[0] for name in held} == {"bpmn", "engine", "web", info}
    assert held >= {f"{info}/licenses/{name}" for name in ("LICENSE", "NOTICE", "NOTICE-third-party.md")}
    assert held >= {"web/translations/es/LC_MESSAGES/cauce.mo", f"{DIST}/manifest.json"}
    manual = [
        path.relative_to(checkout / "docs") for path in (checkout / "docs" / "manual").rglob("*") if path.is_file()
    ]
    assert manual and held >= {f"web/help/{path}" for path in manual}
    assert [name for name in held if name.startswith("web/frontend") or name.endswith(".po")] == []
    # Whatever else is beside our modules is read by them: templates, diagrams, forms, migrations, the verifier's kit.
    expected = {
        str(path.relative_to(checkout))
        for package in ("bpmn", "engine", "web")
        for path in (checkout / package).rglob("*")
        if path.is_file() and path.suffix not in (".po", ".pyc")
        if not path.is_relative_to(checkout / "web" / "frontend")
    }
    assert expected - held == set()


@pytest.fixture
def installed(checkout: Path) -> Path:
    """Where the commands are of an environment with Cauce's wheel; what it needs is taken from the tests' own."""
    shutil.copytree(ROOT / DIST, checkout / DIST)
    done = build(checkout)
    assert done.returncode == 0, done.stdout
    (wheel,) = checkout.parent.glob("*.whl")
    place = checkout.parent / "installed"
    venv.create(place, with_pip=False)
    binaries = place / "bin"
    done = pip("--python", binaries / "python", "install", wheel)
    assert done.returncode == 0, done.stdout
    shutil.rmtree(checkout)
    # A line of a .pth adds a folder without reading the .pth files in it: not the checkout of the tests.
    (purelib,) = place.glob("lib/python*/site-packages")
    (purelib / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return binaries


@contextmanager
def demo(cauce: Path, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """The demonstration's address while it is served from `folder`."""
    command = [cauce, "demo", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            said = []
            for line in running.stderr:
                said.append(line)
                if line.startswith("http://"):
                    break
            assert said and said[-1].startswith("http://"), said
            yield said[-1].strip()
        finally:
            running.terminate()  # and with it the processes that it started


@pytest.mark.node
def test_what_is_installed_serves_the_site_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CAUCE_", "PYTHON"))}

    def run(*command: str) -> str:
        done = subprocess.run(
            [installed / command[0], *command[1:]], cwd=outside, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert Path(run("python", "-c", "import web; print(web.__file__)").strip()).is_relative_to(tmp_path)
    found = "from web.help.manual import folder, pages; print(folder(), *pages())"
    assert Path(run("python", "-c", found).split()[0]).is_relative_to(tmp_path)
    assert re.fullmatch(r"cauce \S+\n", run("cauce", "--version"))
    assert "Lista los pasos abiertos" in run("cauce", "--help")
    with demo(installed / "cauce", outside, environment) as address:
        page = urlopen(address, timeout=60).read().decode()
        assert "Comercial" in page and '<html lang="es"' in page
        bundles = re.findall(r'(?:src|href)="(/static/dist/[^"]+)"', page)
        assert {Path(name).suffix for name in bundles} >= {".js", ".css"}
        for bundle in bundles:
            assert len(urlopen(address.rstrip("/") + bundle, timeout=60).read()) > 0
    assert "Validación administrativa" in run("cauce", "tasks")
    run("cauce", "evidence", "GC-2026-0001", "--out", "prueba.zip")
    assert any(name.endswith("verificar.pyz") for name in ZipFile(outside / "prueba.zip").namelist())
