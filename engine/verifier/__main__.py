"""The command; see `verifier`."""

import argparse
import os
import sys
from pathlib import Path

from .evidence import Evidence, NotEvidence
from .language import say, speak_english
from .log import Trust, kept_note, vkey
from .report import as_json, as_text

if "--english" in sys.argv or os.environ.get("CAUCE_LOCALE") == "en":
    speak_english()

try:
    from .verdict import verify
except ImportError as missing:
    install = "python -m pip install 'SpiffWorkflow>=3.2,<3.3'"
    print(say("Falta SpiffWorkflow 3.2 ({missing}): {install}", missing=missing, install=install), file=sys.stderr)
    sys.exit(2)


def main() -> int:
    """Check the file that is named, and say what is found; gives the exit code."""
    parser = argparse.ArgumentParser(description=say("Comprueba una evidencia de Cauce."))
    parser.add_argument("file", metavar=say("evidencia"), help=say("el archivo .zip"))
    for name, metavar, text in (
        ("--llave", "HEX", "una llave pública de los sellos"),
        ("--kept", "SELLO", "un sello conservado aparte"),
        ("--testigo", "LLAVE", "la llave de un testigo"),
    ):
        parser.add_argument(name, metavar=say(metavar), action="append", default=[], help=say(text))
    parser.add_argument("--json", action="store_true", help=say("escribe JSON"))
    parser.add_argument("--english", action="store_true", help=say("habla inglés, como con CAUCE_LOCALE=en"))
    options = parser.parse_args()
    try:
        kept = [kept_note(Path(each).read_text(encoding="utf-8")) for each in options.kept]
        trust = Trust([bytes.fromhex(each) for each in options.llave], kept, [vkey(each) for each in options.testigo])
    except (OSError, ValueError, IndexError) as error:
        print(say("no se puede leer una llave o un sello: {why}", why=error), file=sys.stderr)
        return 2
    try:
        evidence = Evidence(options.file)
    except NotEvidence as error:
        print(say("{file} no es una evidencia: {why}", file=options.file, why=error), file=sys.stderr)
        return 2
    findings = verify(evidence, trust)
    print((as_json if options.json else as_text)(evidence, findings))
    return 1 if findings.problems else 0


if __name__ == "__main__":
    sys.exit(main())
