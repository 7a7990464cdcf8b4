"""A real provider of identities for the tests: oidc-provider, which is certified, as a process of Node.js.

It is at ``localhost`` and the site at 127.0.0.1: to a browser two sites, as they are in a company.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine.setting_parts.sign_on import SignOn

SCRIPT = Path(__file__).with_name("provider.mjs")
PACKAGES = Path(__file__).parents[1] / "web" / "frontend" / "node_modules"
CLIENT, SECRET = "cauce", "a secret of the tests, of forty characters"
ROLES = {"ventas": frozenset({"comercial"}), "/ti/cauce": frozenset({"administrador", "auditor"})}
LUCIA = {
    "name": "Lucía Ramos",
    "preferred_username": "lramos",
    "email": "lucia@empresa.example",
    "email_verified": True,
    "groups": ["ventas", "todos"],
}


@dataclass
class Provider:
    """The process. `accounts` are the claims of each account, by its subject."""

    issuer: str
    process: "subprocess.Popen[str]"
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def control(self, **given: Any) -> None:
        """Say what it does from now on: see `control` in provider.mjs."""
        connection = HTTPConnection(urlsplit(self.issuer).netloc.replace("localhost", "127.0.0.1"), timeout=10)
        connection.request("POST", "/control", json.dumps(given))
        assert connection.getresponse().status == 200
        connection.close()

    def knows(self, subject: str, **claims: Any) -> None:
        """Have an account with these claims, instead of what it had."""
        self.accounts[subject] = claims
        self.control(accounts=self.accounts)

    def registers(self, site: str) -> None:
        """Have our site as a client, at that address."""
        client = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [f"{site}/entrar/empresa/regreso"],
            "post_logout_redirect_uris": [f"{site}/"],
            "backchannel_logout_uri": f"{site}/entrar/empresa/fin",
        }
        self.control(client=client)

    def settings(self, **given: Any) -> SignOn:
        """What the site is set to."""
        known: Mapping[str, Any] = {
            "name": "Empresa",
            "scopes": ("openid", "profile", "email", "groups"),
            "roles": ROLES,
        }
        return SignOn(self.issuer, CLIENT, SECRET, **{**known, **given})

    def behaves(self) -> None:
        """Do as it should, with nobody registered."""
        self.accounts.clear()
        self.control(accounts={}, offset=0, token=None, hang=None, fail=None, inside=True)

    def stop(self) -> None:
        """End, as a provider does that is down."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider while the block runs."""
    node = shutil.which("node")
    assert node is not None, "the tests need Node.js"
    process = subprocess.Popen(
        [node, str(SCRIPT), str(PACKAGES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    provider = Provider(process.stdout.readline().strip(), process)
    assert provider.issuer.startswith("http://localhost:")
    try:
        yield provider
    finally:
        if process.poll() is None:
            provider.stop()
