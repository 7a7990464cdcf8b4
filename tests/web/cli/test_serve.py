"""Serving, as far as it can be refused; tests/e2e has the rest."""

import socket

from tests.web.cli.conftest import Terminal


def test_a_port_that_cannot_be_used_is_refused_by_its_number(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in terminal.refused("serve", "--port", port)
    assert terminal.run("serve", "--port", "99999").exit_code == 2
