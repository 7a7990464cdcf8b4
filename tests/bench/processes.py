"""Contenders in processes of their own: a line of JSON asks, a line of JSON answers, one at a time."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class ContenderFailed(Exception):
    """A contender's process ended, or said that it could not do what it was asked."""


class Process:
    """A running contender. `ask` may be cut in two, so that several work at the same time."""

    def __init__(self, command: Sequence[str], about: Mapping[str, object], *, folder: Path = ROOT) -> None:
        """Start `command` in `folder` and tell it, before anything else, what it is all `about`; does not wait."""
        self._name = Path(command[-1]).name
        self._process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._starting = False
        self.begin(about)
        self._starting = True

    @classmethod
    def of_module(cls, module: str, about: Mapping[str, object]) -> "Process":
        """A contender that is a module of this package's folder ``contenders``."""
        return cls([sys.executable, "-m", f"tests.bench.contenders.{module}"], about)

    def ask(self, job: str, **details: object) -> Any:
        """Have `job` done; gives the answer. Raises ContenderFailed."""
        self.begin({"job": job, **details})
        return self.finish()

    def begin(self, question: Mapping[str, object]) -> None:
        """Ask, and do not wait. Raises ContenderFailed."""
        assert self._process.stdin is not None
        if self._starting:
            self._starting = False
            self.finish()
        try:
            print(json.dumps(question), file=self._process.stdin, flush=True)
        except BrokenPipeError as error:
            raise ContenderFailed(f"{self._name} has ended") from error

    def finish(self) -> Any:
        """The answer to what was begun. Raises ContenderFailed."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ContenderFailed(f"{self._name} has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise ContenderFailed(f"{self._name}: {answer['error']}")
        return answer["answer"]

    def close(self) -> None:
        """End the process: it has nothing left to answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def serve(contender: Callable[[Any], Any]) -> None:
    """Be such a process: make `contender` of the first line, then call the method that each further line names."""
    told: Any = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if told is None:
                told, answer = contender(question), None
            else:
                answer = getattr(told, question.pop("job"))(**question)
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
            raise
        print(json.dumps({"answer": answer}), flush=True)
