"""Has clamd look through a content, by its protocol (`INSTREAM`): the file never touches a disk for that."""

import socket
import struct

from engine.errors import Invalid
from engine.setting_parts.scanning import Clamd

TIMEOUT = 60.0  # seconds, for each word of the conversation
SHARE = 64 * 1024
_LONGEST = 4_096  # bytes of an answer


class NotScanned(Invalid):
    """The scanner that is set could not look through a file: it is not taken. Details: `name`, `scanner`, `reason`."""

    code = "file_not_scanned"


def found_in(scanner: Clamd, name: str, content: bytes) -> str:
    """What the scanner found in a content, as it calls it; "" for nothing. Raises NotScanned."""
    told = _ask(scanner, name, b"zINSTREAM\0", content)
    said = told.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise NotScanned(name=name, scanner=str(scanner), reason=said[:200] or "—")


def answers(scanner: Clamd) -> None:
    """Ask the scanner whether it is there. Raises NotScanned."""
    told = _ask(scanner, "", b"zPING\0", None)
    if told != "PONG":
        raise NotScanned(name="", scanner=str(scanner), reason=told[:200] or "—")


def _ask(scanner: Clamd, name: str, command: bytes, content: bytes | None) -> str:
    try:
        with _connected(scanner) as talking:
            talking.sendall(command)
            if content is not None:
                _send(talking, content)
            return _answer(talking)
    except OSError as error:
        raise NotScanned(name=name, scanner=str(scanner), reason=error.strerror or str(error)) from error


def _connected(scanner: Clamd) -> socket.socket:
    if not scanner.path:
        return socket.create_connection((scanner.host, scanner.port), TIMEOUT)
    talking = socket.socket(socket.AF_UNIX)
    talking.settimeout(TIMEOUT)
    try:
        talking.connect(scanner.path)
    except OSError:
        talking.close()
        raise
    return talking


def _send(talking: socket.socket, content: bytes) -> None:
    try:
        for place in range(0, len(content), SHARE):
            share = content[place : place + SHARE]
            talking.sendall(struct.pack("!L", len(share)) + share)
        talking.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has seen enough, or takes no more: what it says follows


def _answer(talking: socket.socket) -> str:
    said = b""
    while not said.endswith((b"\0", b"\n")) and len(said) < _LONGEST:
        more = talking.recv(_LONGEST)
        if not more:
            break
        said += more
    return said.decode(errors="replace").strip("\0\n ")
