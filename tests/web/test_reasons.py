"""What systems and drivers say, in words."""

import errno
import os

import pytest

from web.i18n import translator
from web.reasons import in_words

REFUSED = (
    'connection failed: connection to server at "127.0.0.1", port 5329 failed: Connection refused\n'
    "\tIs the server running on that host and accepting TCP/IP connections?"
)


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [
        (REFUSED, "nadie atiende en 127.0.0.1, puerto 5329"),
        (
            'connection failed: connection to server at "db", port 5432 failed: FATAL:  password authentication failed '
            'for user "cauce"',
            "el servidor no conoce a un usuario cauce con esa contraseña",
        ),
        ('FATAL:  database "otra" does not exist', "ese servidor no tiene una base de datos otra"),
        (
            "failed to resolve host 'db.mx': [Errno -2] Name or service not known",
            "el nombre db.mx no se conoce en esta red",
        ),
        (f"[Errno 98] {os.strerror(errno.EADDRINUSE)} (while attempting to bind)", "otro programa lo está usando"),
        (os.strerror(errno.ENOSPC), "el disco está lleno"),
        ("database or disk is full", "el disco está lleno"),
        ("something that\n nobody knows {braces}", "something that nobody knows {braces}"),
    ],
)
def test_a_reason_is_said_by_what_it_means(reason: str, meaning: str) -> None:
    assert translator("es").render(in_words(reason)) == meaning
