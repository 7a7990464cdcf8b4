"""A machine that is set up as docs/operating.md says: what is shown there is typed as it stands.

What is not the test's to change is elsewhere: the folders of the machine are below one of the test's, the ports are
free ones, and who runs the tests is the user that the units name. In the place of systemd are the few lines here that
run what a unit says. The wheel is tests/test_wheel.py's; here the checkout is what pip would install.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from tests.docs.test_operating import settings_of, unit
from tests.e2e.guide import FOLDER
from tests.e2e.processes import PATIENCE
from tests.kills.machines import Place
from web.cli import main

FOLDERS = ("/etc/cauce", "/etc/nginx", "/etc/systemd/system", "/opt/cauce", "/srv", "/var/lib/cauce")
ELSEWHERE = ("useradd", "python3 -m venv", "/opt/cauce/bin/pip")
"""What is not typed: the user is who runs the tests, and tests/test_wheel.py installs the wheel."""
PROGRAM = "#!/bin/sh\nexec {python} -c 'from web.cli import main; main()' \"$@\"\n"
NGINX = """{user}daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


class Machine:
    """Types commands; `mine` is what whoever installs writes into files and commands in the place of what they show."""

    def __init__(self, root: Path, mine: Mapping[str, str], path: Iterable[Path] = ()) -> None:
        self._mine = [*mine.items(), *((each, f"{root}{each}") for each in FOLDERS)]
        self._environment = {**os.environ, "PATH": ":".join([*map(str, path), os.environ["PATH"]])}
        self.root, self.copies = root, root / "copies"
        self.units: dict[str, Place] = {}
        self.settings: dict[str, str] = {}
        for each in (*FOLDERS, "/etc/nginx/conf.d", "/opt/cauce/bin", "/var/lib/cauce/backups"):
            Path(f"{root}{each}").mkdir(parents=True, exist_ok=True)
        program = root / "opt" / "cauce" / "bin" / "cauce"
        program.write_text(PROGRAM.format(python=sys.executable))
        program.chmod(0o755)
        self.copies.mkdir()
        for file in FOLDER.iterdir():
            (self.copies / file.name).write_text(self._of_here(file.read_text(encoding="utf-8")), encoding="utf-8")

    def _of_here(self, text: str) -> str:
        for shown, mine in self._mine:
            text = text.replace(shown, mine)
        return text

    def type(self, line: str, *, input: str = "") -> str:
        """Type a command of the guide, which must end well; gives what it says."""
        if line.startswith(ELSEWHERE):
            return ""
        if line.startswith("cauce()"):  # with which settings commands are given
            for file in re.findall(r"EnvironmentFile=(\S+)", self._of_here(line)):
                self.settings |= settings_of(Path(file).read_text(encoding="utf-8"))
            return ""
        words = shlex.split(self._of_here(line))
        before = dict(each.split("=", 1) for each in words if re.match(r"CAUCE_\w+=", each))
        words = words[len(before) :]
        if words[0] == "cauce":
            done = self.cauce(*words[1:], **before)
            assert done.exit_code == 0, done.output
            return done.output
        if words[0] == "systemctl":
            self._systemctl([each for each in words[1:] if not each.startswith("--")])
            return ""
        # Nobody is changed into: who runs the tests is whom the guide means.
        plain = re.sub(r"^sudo -u \w+ | -[go] cauce\b", "", self._of_here(line))
        ran = subprocess.run(
            ["/bin/sh", "-ec", plain],
            cwd=self.copies,
            env=self._environment,
            input=input,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # without a terminal programs ask for passwords on standard input
        )
        assert ran.returncode == 0, f"{line}: {ran.stderr}"
        return ran.stdout

    def cauce(self, *args: str, **settings: str) -> Result:
        """Give a command of Cauce's, with the settings of the services, in this process."""
        environment: dict[str, str | None] = {**self.settings, **settings, "CAUCE_LOCALE": "es", "LANGUAGE": None}
        return CliRunner(env=environment).invoke(main, args)

    def _systemctl(self, words: list[str]) -> None:
        verb, *names = words
        for name in names:
            match verb:
                case "enable" | "start":
                    self._start(name)
                case "stop":
                    self._stop(re.compile(name.replace("*", ".*")))
                case "reload":
                    assert name == "nginx"
                case _:
                    raise AssertionError(words)
        for name in names if verb != "stop" else ():
            if name in self.units:
                self.units[name].process.wait_until_ready()

    def _start(self, name: str) -> None:
        file, instance, _ = name.partition("@")
        if name.endswith(".timer"):
            assert unit(self._unit(name))["Install"]["WantedBy"] == ["timers.target"]
            return
        service = unit(self._unit(f"{file}{instance}.service"))["Service"]
        [line] = service["ExecStart"]
        settings = self._settings_of(service)
        if service["Type"] == ["oneshot"]:
            for each in [line, *service.get("ExecStartPost", [])]:
                text = each.replace("%%", "%").replace("$$", "$")
                subprocess.run(shlex.split(text), env={**os.environ, **settings}, check=True, capture_output=True)
            return
        program, *command = shlex.split(line)
        assert Path(program).samefile(self.root / "opt" / "cauce" / "bin" / "cauce")
        self.units[name] = Place(command, "", settings)

    def _unit(self, name: str) -> Path:
        return Path(self._of_here(f"/etc/systemd/system/{name}"))

    @staticmethod
    def _settings_of(service: Mapping[str, list[str]]) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in service["EnvironmentFile"]:
            found |= settings_of(Path(file).read_text(encoding="utf-8"))
        return found

    def _stop(self, wanted: re.Pattern[str]) -> None:
        for name in [each for each in self.units if wanted.fullmatch(each)]:
            assert self.units.pop(name).stop() == 0, name

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        for each in self.units.values():
            each.end()

    @contextmanager
    def nginx(self) -> Iterator[None]:
        """Have nginx at work with what lies in its folder of configuration."""
        folder = self.root / "etc" / "nginx"
        whole = folder / "nginx.conf"
        whole.write_text(NGINX.format(folder=folder, user="user root;\n" if os.geteuid() == 0 else ""))
        program = [str(shutil.which("nginx")), "-c", str(whole)]
        tried = subprocess.run([*program, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        with subprocess.Popen(program, stderr=subprocess.DEVNULL) as running:
            try:
                yield
            finally:
                running.terminate()
                running.wait(PATIENCE)
