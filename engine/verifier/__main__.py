"""The command; see `verifier`."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .causes import Told, why
from .evidence import Evidence, NotEvidence
from .language import say, speak_english
from .log import Trust, kept_note, vkey
from .stamps import kept_stamp

if "--english" in sys.argv or os.environ.get("CAUCE_LOCALE") == "en":
    speak_english()

try:
    from .report import as_json, as_text, printable
    from .verdict import Verdict, verdicts
except ImportError as missing:
    install = "python -m pip install 'SpiffWorkflow>=3.2,<3.3'"
    print(say("Falta SpiffWorkflow 3.2 ({missing}): {install}", missing=missing, install=install), file=sys.stderr)
    sys.exit(2)


CUT = 128 + 13
"""The exit code where nobody reads any more what is found, as with ``| head``: as of a program that SIGPIPE ended."""


def main() -> int:
    """Check the file that is named, and say what is found; gives the exit code."""
    try:
        return checked()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is still to be flushed
        return CUT


def checked() -> int:
    """The same, while somebody reads it. Raises BrokenPipeError."""
    parser = argparse.ArgumentParser(description=say("Comprueba una evidencia de Cauce."))
    parser.add_argument("file", metavar=say("evidencia"), help=say("el archivo .zip"))
    for name, metavar, text in (
        ("--llave", "HEX", "una llave pública de los sellos"),
        ("--kept", "SELLO", "un sello conservado aparte"),
        ("--testigo", "LLAVE", "la llave de un testigo"),
    ):
        parser.add_argument(name, metavar=say(metavar), action="append", default=[], help=say(text))
    by_whom = say("los certificados (PEM) por los que cuenta un sello de tiempo; necesita openssl")
    parser.add_argument("--autoridad", metavar="CERT.pem", type=Path, help=by_whom)
    parser.add_argument("--json", action="store_true", help=say("escribe JSON"))
    parser.add_argument("--english", action="store_true", help=say("habla inglés, como con CAUCE_LOCALE=en"))
    options = parser.parse_args()
    try:
        trust = trusted(options)
    except Told as error:
        print(error, file=sys.stderr)
        return 2
    try:
        evidence = Evidence(options.file)
    except NotEvidence as error:
        print(say("{file} no es una evidencia: {why}", file=options.file, why=error), file=sys.stderr)
        return 2
    bad = False

    def judged() -> Iterator[Verdict]:
        nonlocal bad
        for each in verdicts(evidence, trust):
            bad |= bool(each.findings.problems)
            yield each

    for piece in (as_json if options.json else as_text)(evidence, judged()):
        print(printable(piece), end="" if options.json else "\n", flush=True)
    if options.json:
        print()
    return 1 if bad else 0


def trusted(options: argparse.Namespace) -> Trust:
    """What the reader knows from elsewhere. Raises Told of what is none."""
    trust = Trust(authority=options.autoridad)
    for text in options.llave:
        try:
            trust.keys.append(bytes.fromhex(text))
        except ValueError as error:
            raise Told(say("«{text}» no es una llave pública: 64 cifras hexadecimales", text=text)) from error
    for text in options.testigo:
        try:
            trust.witnesses.append(vkey(text))
        except (ValueError, IndexError) as error:
            raise Told(say("«{text}» no es la llave de un testigo: nombre+id+llave", text=text)) from error
    for file in map(Path, options.kept):
        content = read(file)
        try:
            stamp = kept_stamp(content)
            if stamp is None:
                trust.kept.append(kept_note(content.decode().replace("\r\n", "\n")))
            else:
                trust.stamps.append(stamp)
        except (ValueError, IndexError) as error:
            raise Told(say("{file} no es un sello ni un sello de tiempo", file=file)) from error
    if trust.authority is not None:
        read(trust.authority)
    return trust


def read(file: Path) -> bytes:
    """A file that an option names. Raises Told."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Told(say("no se puede leer {file}: {why}", file=file, why=why(error))) from error


if __name__ == "__main__":
    sys.exit(main())
