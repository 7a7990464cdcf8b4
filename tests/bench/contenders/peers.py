"""The peers from PyPI, in an environment of their own below the bench folder: neither is a dependency of Cauce.

They come from their registry by name, by hash from the lock beside this package (``peers.txt``, which ``uv pip
compile`` makes of ``peers.in``), without what Cauce itself needs: what is measured there imports nothing of it.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.bench.processes import Process

LOCK = Path(__file__).parents[1] / "peers.txt"


class PeerMissing(Exception):
    """The library cannot be had: why, for the report."""


def installed(folder: Path, *, install: bool) -> Path:
    """The Python of the environment below `folder`, made first if need be. Raises PeerMissing."""
    home = folder / "peers"
    done = home / LOCK.name
    if not done.exists() or done.read_bytes() != LOCK.read_bytes():
        if not install:
            raise PeerMissing("it is not installed")
        _run([sys.executable, "-m", "venv", "--clear", str(home)], "venv")
        _run([str(home / "bin" / "pip"), "install", "--quiet", "--require-hashes", "-r", str(LOCK)], "pip install")
        shutil.copyfile(LOCK, done)
    return home / "bin" / "python"


def started(python: Path, peer: str, about: Mapping[str, object]) -> Process:
    """One of them, running: `with_viewflow` or `with_dbos` by what is behind ``with_``."""
    return Process([str(python), "-m", f"tests.bench.contenders.with_{peer}"], about)


def _run(command: list[str], name: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired as error:
        raise PeerMissing(f"{name} did not end within five minutes") from error
    except subprocess.CalledProcessError as error:
        raise PeerMissing(f"{name} failed: {error.stderr.strip()[-300:]}") from error
