"""What was found, as JSON and in words."""

import json

from .evidence import Evidence
from .findings import Findings
from .language import say

TEXTS = {
    "event_changed": "un evento no dice lo que su huella dice",
    "event_removed": "faltan eventos",
    "event_inserted": "hay un evento que no estaba",
    "events_reordered": "los eventos están en otro orden",
    "key_changed": "la llave con que se comprueban los valores no es la de esta historia",
    "time_went_back": "la hora de un evento es anterior a la del que lo precede, o no es una hora",
    "history_truncated": "a la historia le falta el final",
    "history_rewritten": "la historia no es la que se selló",
    "event_unknown": "un evento es de un tipo que este verificador no conoce",
    "execution_diverged": "al ejecutar el diagrama no ocurre lo que se registró",
    "actor_not_entitled": "quien lo hizo no podía hacer ese trabajo en ese momento",
    "diagram_changed": "el diagrama no es el que se ejecutó",
    "form_changed": "un formulario no es el que se usó",
    "file_changed": "un archivo no es el que se entregó",
    "snapshot_changed": "el estado guardado no es el que resulta de la historia",
    "log_changed": "el registro sellado no contiene lo que dice la evidencia",
    "log_forked": "el registro no es el que se selló",
    "log_rolled_back": "el registro de la evidencia no llega hasta el sello conservado",
    "checkpoint_changed": "un sello no es válido",
    "checkpoint_removed": "la evidencia no trae la prueba contra el sello conservado (cauce export --kept)",
    "checkpoint_not_trusted": "el sello conservado no lleva una firma conocida",
}
NO_KEYS_BY = {"checkpoint_changed", "log_changed", "log_forked"}
"""Where these are found, by whose key the log was signed cannot be said."""


def as_json(evidence: Evidence, findings: Findings) -> str:
    """One object, as programs read it."""
    said = {
        "folio": evidence.folio, "ok": not findings.problems, "events": len(evidence.events),
        "keys": _keys(evidence, findings), "problems": findings.problems, "reserves": findings.reserves,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)


def as_text(evidence: Evidence, findings: Findings) -> str:
    """Lines, as people read them; the last is the verdict."""
    lines = [say("Folio {folio}, {count} eventos", folio=evidence.folio, count=len(evidence.events))]
    lines += ["  " + say("sellado con la llave {key}", key=key) for key in _keys(evidence, findings)]
    for problem in findings.problems:
        where = "" if problem["seq"] is None else say(", evento {seq}", seq=problem["seq"])
        subject = "" if problem["subject"] is None else f" ({problem['subject']})"
        lines.append(f"  {say('FALLA')} {problem['kind']}{where}: {say(TEXTS[problem['kind']])}{subject}")
        lines += [
            f"        {say('se esperaba')} {problem['expected']}",
            f"        {say('se encontró')} {problem['found']}",
        ]
    lines += [f"  {say('Reserva')}: {reserve}" for reserve in findings.reserves]
    return "\n".join([*lines, "NO CONFORME" if findings.problems else "CONFORME"])


def _keys(evidence: Evidence, findings: Findings) -> list[str]:
    return [] if findings.kinds() & NO_KEYS_BY else sorted(key.hex() for key in evidence.keys)
