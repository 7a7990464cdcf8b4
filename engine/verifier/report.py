"""What was found, as JSON and in words."""

import json
from collections.abc import Iterable, Iterator

from .evidence import Evidence
from .findings import Findings
from .language import say
from .office import PART
from .stamps import Vouched, as_dict
from .verdict import Verdict

FEW = 20
"""Of so many instances each is told; of more only those that are not in order."""

TEXTS = {
    "event_changed": "un evento no dice lo que su huella dice",
    "event_removed": "faltan eventos",
    "event_inserted": "hay un evento que no estaba",
    "events_reordered": "los eventos están en otro orden",
    "key_changed": "la llave con que se comprueban los valores no es la de esta historia",
    "time_went_back": "la hora de un evento es anterior a la del que lo precede, o no es una hora",
    "history_truncated": "a la historia le falta el final",
    "history_rewritten": "la historia no es la que se selló",
    "values_removed": "los valores de un evento no están, y ninguna eliminación lo dice",
    "event_unknown": "un evento es de un tipo que este verificador no conoce",
    "execution_diverged": "al ejecutar el diagrama no ocurre lo que se registró",
    "actor_not_entitled": "quien lo hizo no podía hacer ese trabajo en ese momento",
    "value_not_allowed": "el formulario de esa versión no habría aceptado esta respuesta",
    "diagram_changed": "el diagrama no es el que se ejecutó",
    "form_changed": "un formulario no es el que se usó",
    "file_changed": "un archivo no es el que se entregó",
    "snapshot_changed": "el estado guardado no es el que resulta de la historia",
    "log_changed": "el registro sellado no contiene lo que dice la evidencia",
    "log_forked": "el registro no es el que se selló",
    "log_rolled_back": "la evidencia no llega hasta el sello conservado: si es de antes que él, pida otra",
    "checkpoint_changed": "un sello no es válido",
    "checkpoint_removed": "la evidencia no trae la prueba contra el sello conservado (cauce evidence --kept)",
    "checkpoint_not_trusted": "el sello conservado no lleva una firma conocida",
    "timestamp_changed": "un sello de tiempo no es válido",
    "time_disagrees": "una hora no concuerda con la de un sello, o la de un sello con la de la autoridad de tiempo",
    "event_back_dated": "un evento dice una hora a la que el último sello ya debía tenerlo",
    "cosignature_changed": "la firma de un testigo no es válida",
    "folio_missing": "falta un folio que debía estar",
    "folio_unexpected": "está un folio que no se pidió, o que no salió en el sorteo",
    "instance_not_registered": "el folio no está en el registro de inicios",
    "start_changed": "no empieza como se registró al iniciar",
    "entry_changed": "un asiento del registro de inicios no es el que se asentó",
    "entry_removed": "faltan asientos del registro de inicios",
    "period_changed": "los momentos del periodo no son los de sus días",
    "sample_changed": "el sorteo de la muestra no es el que resulta del último sello",
    "part_unexpected": "hay un archivo que nada de la evidencia menciona, o está dos veces",
    "part_unreadable": "una parte de la evidencia no se puede leer",
}
NO_KEYS_BY = {"checkpoint_changed", "log_changed", "log_forked"}
"""Where these are found, by whose key the log was signed cannot be said."""


def as_json(evidence: Evidence, verdicts: Iterable[Verdict]) -> Iterator[str]:
    """One object, as programs read it, in pieces; the last piece but the end says whether all of it is in order."""
    ok, separator = True, ""
    yield json.dumps({"folios": evidence.wanted, "period": evidence.period, "sample": evidence.sample})[:-1]
    yield ', "instances": ['
    for each in verdicts:
        ok &= not each.findings.problems
        found = {"problems": each.findings.problems, "reserves": each.findings.reserves}
        if each.folio is None:
            keys = _keys(each.keys, each.findings)
            vouched = [as_dict(one) for one in each.vouched]
            said = {"expected": each.wanted, "keys": keys, "vouched": vouched, "kept": each.kept}
            yield "], " + json.dumps({**said, **found, "ok": ok}, ensure_ascii=False)[1:]
        else:
            acted = {"actors": [{"id": id_, "name": name} for id_, name in each.actors.items()]}
            said = {"folio": each.folio, "ok": not found["problems"], "events": each.events, **acted, **found}
            yield separator + json.dumps(said, ensure_ascii=False)
            separator = ", "


def as_text(evidence: Evidence, verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Lines, as people read them; the last is the verdict."""
    many, bad, reserves = len(evidence.folios) > FEW, 0, dict[str, int]()
    ok = True
    yield _asked(evidence)
    if evidence.office.people:
        yield say("Los nombres de personas son los que la empresa da en {part}: no se prueban", part=PART)
    for each in verdicts:
        ok &= not each.findings.problems
        if each.folio is None:
            if many:
                yield say("{count} folios comprobados; {bad} no conformes", count=len(evidence.folios), bad=bad)
                yield from (
                    f"  {say('Reserva')}: {text} ({say('{count} folios', count=count)})"
                    for text, count in reserves.items()
                )
            yield from ("  " + say("sellado con la llave {key}", key=key) for key in _keys(each.keys, each.findings))
            yield from map(_vouched, each.vouched)
            if each.kept:
                yield "  " + say("creció a partir de lo que se conservó aparte (sellos: {count})", count=each.kept)
            yield from _found(each.findings)
            continue
        bad += bool(each.findings.problems)
        if many and not each.findings.problems:
            for text in each.findings.reserves:
                reserves[text] = reserves.get(text, 0) + 1
            continue
        yield say("Folio {folio}, {count} eventos", folio=each.folio, count=each.events)
        if each.actors:
            yield "  " + say("Intervinieron: {people}", people=", ".join(each.actors.values()))
        yield from _found(each.findings)
    yield "CONFORME" if ok else "NO CONFORME"


def _asked(evidence: Evidence) -> str:
    """What the file says was asked for: whoever reads this must compare it with what they asked."""
    if evidence.period is None:
        return say("Evidencia de {folios}", folios=", ".join(map(str, evidence.wanted or [])))
    days = {name: evidence.period.get(name) for name in ("from", "to", "zone", "since", "until")}
    said = say("Evidencia de los folios iniciados del {from} al {to} ({zone}: desde {since}, antes de {until})", **days)
    if evidence.sample is None:
        return said
    return said + say(
        ", muestra de {size}, sorteada con {seed}", **{n: evidence.sample.get(n) for n in ("size", "seed")}
    )


def _vouched(each: Vouched) -> str:
    values = {"seal": each.seal, "at": f"{each.at:%Y-%m-%d %H:%M:%S} UTC", "name": each.by}
    if each.by is not None:
        return "  " + say("el testigo {name} firmó el sello {seal} el {at}", **values)
    checked = say("firma comprobada") if each.checked else say("firma sin comprobar")
    return "  " + say("sello de tiempo: el sello {seal} ya existía el {at} ({checked})", **values, checked=checked)


def _found(findings: Findings) -> Iterator[str]:
    for problem in findings.problems:
        where = "" if problem["seq"] is None else say(", evento {seq}", seq=problem["seq"])
        subject = "" if problem["subject"] is None else f" ({problem['subject']})"
        yield f"  {say('FALLA')} {problem['kind']}{where}: {say(TEXTS[problem['kind']])}{subject}"
        yield f"        {say('se esperaba')} {problem['expected']}"
        yield f"        {say('se encontró')} {problem['found']}"
    yield from (f"  {say('Reserva')}: {reserve}" for reserve in findings.reserves)


def _keys(keys: list[bytes], findings: Findings) -> list[str]:
    return [] if findings.kinds() & NO_KEYS_BY else sorted(key.hex() for key in keys)


def printable(line: str) -> str:
    """A line without what would move a terminal: names come out of a file that somebody sends."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)
