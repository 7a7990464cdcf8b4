"""`make release`: only from a tag that says the same as everything else, with notes, and by name what was not built."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[1]
CHANGELOG = """# Changelog

## Unreleased

### Added

- Something else.

## [1.2.3] - 2026-12-01

### Added

- Backups.

## [1.2.2] - 2026-11-01

- Older.
"""
MAKE = """wheel:
	mkdir -p dist && touch dist/cauce-1.2.3-py3-none-any.whl
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project of which the version 1.2.3 is tagged; its wheel is an empty file."""
    folder = tmp_path / "project"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "release", folder / ".ci" / "release")
    (folder / "engine" / "migrations" / "versions").mkdir(parents=True)
    (folder / "engine" / "migrations" / "versions" / "0007_last.py").touch()
    (folder / "tests" / "schemas").mkdir(parents=True)
    (folder / "tests" / "schemas" / "0007.zip").touch()
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    (folder / "Makefile").write_text(MAKE)
    (folder / ".gitignore").write_text("/dist/\n")
    git(folder, "init", "--quiet")
    commit(folder)
    git(folder, "tag", "v1.2.3")
    return folder


def git(folder: Path, *args: str) -> None:
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com")
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


def release(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run it where no engine of containers answers."""
    env = {**os.environ, "DOCKER_HOST": "unix:///nowhere", "CONTAINER_HOST": "unix:///nowhere"}
    return subprocess.run([folder / ".ci" / "release", *args], env=env, capture_output=True, text=True, check=False)


def test_from_a_tag_there_are_a_wheel_its_notes_and_sums_and_the_image_that_was_not_built_is_named(
    checkout: Path,
) -> None:
    done = release(checkout)
    assert done.returncode == 0, done.stderr
    assert "no container engine" in done.stderr and "cauce:1.2.3" in done.stderr
    names = {each.name for each in (checkout / "dist").iterdir()}
    assert names == {"cauce-1.2.3-py3-none-any.whl", "cauce-1.2.3-notes.md", "SHA256SUMS"}
    assert (checkout / "dist" / "cauce-1.2.3-notes.md").read_text() == "### Added\n\n- Backups.\n"
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=checkout / "dist", check=True)


def test_the_notes_of_a_version_are_its_section(checkout: Path) -> None:
    assert release(checkout, "notes", "1.2.2").stdout == "- Older.\n"
    missing = release(checkout, "notes", "9.9.9")
    assert missing.returncode == 1 and "9.9.9" in missing.stderr


def untagged(folder: Path) -> None:
    (folder / "more.txt").touch()
    commit(folder)


def another_version(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.4"\n')
    again(folder)


def no_notes(folder: Path) -> None:
    (folder / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- All.\n")
    again(folder)


def no_company(folder: Path) -> None:
    (folder / "engine" / "migrations" / "versions" / "0008_more.py").touch()
    again(folder)


def changed(folder: Path) -> None:
    (folder / "CHANGELOG.md").write_text(CHANGELOG + "\n")


def again(folder: Path) -> None:
    commit(folder)
    git(folder, "tag", "--force", "v1.2.3")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (untagged, "no tag"),
        (another_version, "1.2.4"),
        (no_notes, "CHANGELOG.md"),
        (no_company, "0008"),
        (changed, "changed"),
    ],
)
def test_what_does_not_fit_together_is_not_released(checkout: Path, change: object, said: str) -> None:
    change(checkout)  # type: ignore[operator]
    done = release(checkout)
    assert done.returncode == 1 and said in done.stderr
    assert not (checkout / "dist").exists()
