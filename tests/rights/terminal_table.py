"""Who may do what at a terminal: each command, as everybody, about what is theirs and what is others'.

What stands here is what is meant; `test_terminal` holds that the terminal does it, and that no command is without one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PEOPLE = (
    "administrador", "alianzas", "auditor", "ciberinteligencia", "cliente", "comercial", "consultoria",
    "control_documentos", "cumplimiento", "direccion_general", "director_comercial", "lectora", "nuevo", "preventa",
    "soc_noc",
)  # fmt: skip
"""One of each role of the demonstration; `lectora` was given the right to read everything, and `nuevo` nothing."""

FIRST, SECOND, OFFERED, OVER = "first", "second", "offered", "over"
"""An opportunity that Comercial began and that waits for the sales director; one that waits for Preventa, who has taken
it; one whose client has a link; one that was cancelled."""
READ_ALL = frozenset({"auditor", "control_documentos", "direccion_general", "director_comercial", "lectora"})
SEES: Mapping[str, frozenset[str]] = {
    FIRST: READ_ALL | {"comercial"},
    SECOND: READ_ALL | {"comercial", "preventa"},
    OFFERED: READ_ALL | {"comercial", "preventa", "soc_noc", "cumplimiento", "cliente"},
    OVER: READ_ALL | {"comercial"},
}
"""Who sees each of them. To anybody else it is not there, whatever they ask of it."""

ANYBODY = frozenset(PEOPLE)
ADMINISTERS = frozenset({"administrador"})
CONTROLS = frozenset({"control_documentos"})
PREPARES = frozenset({"director_comercial", "control_documentos"})
REVIEWS = CONTROLS
APPROVES = frozenset({"direccion_general"})
SIGNS = PREPARES | REVIEWS | APPROVES
STARTS = frozenset({"comercial", "director_comercial"})


@dataclass(frozen=True)
class Row:
    """A command that somebody gives as a person: its words, with ``{places}`` that the company fills, and who `may`.

    `about` is the instance that it is about: whoever does not see that is told that there is none. `met` is the code of
    the error by which whoever may learns that it cannot be done as it stands, where it cannot. `text` is what it reads.
    """

    words: str
    may: frozenset[str]
    about: str | None = None
    met: str | None = None
    text: str | None = None
    blind: bool = False
    """Whether an administrator may also what they do not see: they give work to others and cancel, whatever it is, so
    that it never waits for somebody who is ill, and read nothing of it by that."""
    told: bool = True
    """Whether whoever may not is told so, and not that there is none."""
    refused: frozenset[str] = field(default_factory=frozenset)
    """Codes of refusals besides those that say that one may not."""


def both(words: str, may: Mapping[str, frozenset[str]], **more: str) -> tuple[Row, ...]:
    """The same about two opportunities: what is one person's own of them is another's."""
    return tuple(Row(words.replace("{it}", f"{{{about}}}"), who, about, **more) for about, who in may.items())


NOBODY_HAS_IT = frozenset({"nobody_has_it"})
DIRECTOR, PREVENTA = frozenset({"director_comercial"}), frozenset({"preventa"})
TABLE: Mapping[str, tuple[Row, ...]] = {
    # instances
    "start": (
        Row("start gestion_comercial", STARTS),
        Row("start alianzas_estrategicas", frozenset({"alianzas"})),
    ),
    "tasks": (Row("tasks", ANYBODY), Row("tasks --folio {first}", SEES[FIRST], FIRST)),
    "incidents": (Row("incidents", ANYBODY),),
    "show": both("show {it}", {FIRST: SEES[FIRST], SECOND: SEES[SECOND]}),
    "history": both("history {it}", {FIRST: SEES[FIRST], SECOND: SEES[SECOND]}),
    "comment": both("comment {it} Hola", {each: SEES[each] - {"auditor"} for each in (FIRST, SECOND)}),
    "records": both("records {it} --out {folder}", {FIRST: SEES[FIRST], OVER: SEES[OVER]}),
    "policies": (Row("policies", ANYBODY),),  # of what they see
    "log": (Row("log --xes {folder}/log.xes", ANYBODY),),  # of what they see
    "claim": both("claim {it}.step", {FIRST: DIRECTOR, SECOND: PREVENTA}),
    "release": (
        Row("release {second}.step", PREVENTA, SECOND, blind=True),
        Row("release {first}.step", DIRECTOR, FIRST, blind=True),
    ),
    "takeover": (
        Row("takeover {first}.step --reason Ausente", DIRECTOR, FIRST, met="nobody_has_it"),
        Row("takeover {second}.step --reason Ausente", frozenset({"comercial"}), SECOND, refused=NOBODY_HAS_IT),
    ),
    "ask": (Row("ask {first}.step", DIRECTOR, FIRST, met="nobody_has_it"),),
    "assign": (
        Row("assign {first}.step director_comercial", DIRECTOR, FIRST, blind=True),
        Row("assign {second}.step preventa", PREVENTA | DIRECTOR, SECOND, blind=True),  # who heads them
    ),
    "complete": both("complete {it}.step --fill", {FIRST: DIRECTOR, SECOND: PREVENTA}),
    "giveback": (Row("giveback {second}.step --reason Falta", PREVENTA, SECOND),),
    "cancel": (
        Row("cancel {first} --reason Duplicada", STARTS, FIRST, blind=True),
        Row("cancel {second} --reason Duplicada", STARTS, SECOND, blind=True),
    ),
    "dispose": (
        Row("dispose {over} --rule Ley", CONTROLS, OVER),
        Row("dispose {first} --rule Ley", CONTROLS, FIRST, met="instance_not_over"),
    ),
    "link": (
        Row("link {offered}.step", STARTS, OFFERED),
        Row("link {offered}.step --new", STARTS, OFFERED),
        Row("link {offered}.step --revoke", STARTS, OFFERED),
    ),
    "migrate": (
        Row("migrate {first} --to 4 --reason Cambio", PREPARES, FIRST, met="already_there"),
        Row("migrate --all-automatic --process gestion_comercial --to 4 --reason Cambio", PREPARES | ADMINISTERS),
    ),
    # document control
    "deploy": (Row("deploy {new} --description Nuevo", PREPARES),),
    "draft comment": (Row("draft comment z1 Falta", SIGNS),),
    "draft resolve": (Row("draft resolve z1 {comment}", SIGNS),),
    "draft review": (Row("draft review z1", REVIEWS),),
    "draft reject": (Row("draft reject z1 --reason No", REVIEWS | APPROVES),),
    "draft approve": (Row("draft approve z2", APPROVES),),
    "draft discard": (Row("draft discard z1", PREPARES, refused=frozenset({"draft_of_another"})),),
    "versions withdraw": (Row("versions withdraw z3 1 --reason No", APPROVES),),
    "versions reschedule": (Row("versions reschedule z3 1 --from 2098-05-01 --reason No", APPROVES),),
    "versions hold": (Row("versions hold z3 1 --reason No", CONTROLS, met="not_proposed"),),
    "versions release": (Row("versions release z3 1 --reason No", CONTROLS, met="not_proposed"),),
    "versions dispose": (Row("versions dispose z3 1 --reason No", CONTROLS, met="not_proposed"),),
    # people
    "people add": (Row("people add eva --name Eva", ADMINISTERS),),
    "people change": (Row("people change preventa --name Otra", ADMINISTERS),),
    "people rights": (Row("people rights preventa --give review", ADMINISTERS),),
    "people close": (Row("people close preventa", ADMINISTERS),),
    "people reopen": (Row("people reopen preventa", ADMINISTERS),),
    "people os-user": (Row("people os-user preventa ana", ADMINISTERS),),
    "people identity": (Row("people identity preventa --link x", ADMINISTERS, met="not_found"),),
    "people password": (
        Row("people password preventa", ADMINISTERS | PREVENTA, text="cuatro palabras de más\n"),
        Row("people password nuevo", ADMINISTERS | {"nuevo"}, text="cuatro palabras de más\n"),
    ),
    "people sessions": (
        Row("people sessions preventa", ADMINISTERS | PREVENTA),
        Row("people sessions preventa --end", ADMINISTERS | PREVENTA),
    ),
    "people second-factor": (
        Row("people second-factor preventa", ADMINISTERS | PREVENTA),
        Row("people second-factor preventa --remove", ADMINISTERS | PREVENTA),
        Row("people second-factor preventa --role", ADMINISTERS),
    ),
    "sample": (
        Row("sample --size 2 --seed 7", frozenset({"auditor"})),
        Row("sample --size 2 --seed 7 --keep Marzo --attribute Plazos", frozenset({"auditor"})),
    ),
    "heads set": (Row("heads set preventa alianzas", ADMINISTERS),),
    "substitute": (
        Row("substitute preventa alianzas", ADMINISTERS | PREVENTA | {"director_comercial"}),
        Row("substitute preventa", ADMINISTERS | PREVENTA | {"director_comercial"}),
        Row("substitute preventa --end", ANYBODY),  # there is none
    ),
    "token list": (Row("token list", ANYBODY),),
    "token make": (Row("token make Informe --scope read", ANYBODY),),
    "token revoke": (Row("token revoke {token}", PREVENTA | ADMINISTERS, told=False),),
    # the office, and what leaves it
    "calendar add": (Row("calendar add 2026-12-24 Nochebuena", ADMINISTERS),),
    "calendar remove": (Row("calendar remove 2026-12-31", ADMINISTERS),),
    "webhook add": (Row("webhook add otra https://crm.example.com/x", ADMINISTERS),),
    "webhook change": (Row("webhook change crm --url https://crm.example.com/y", ADMINISTERS),),
    "webhook pause": (Row("webhook pause crm", ADMINISTERS),),
    "webhook resume": (Row("webhook resume crm", ADMINISTERS),),
    "webhook replay": (Row("webhook replay crm --since 2026-01-01", ADMINISTERS),),
    "webhook secret": (Row("webhook secret crm", ADMINISTERS),),
    "webhook try": (Row("webhook try crm", ADMINISTERS),),
    "webhook remove": (Row("webhook remove crm", ADMINISTERS),),
}
"""Every command that is given as a person, by the words that call it."""

BY_WHO_SITS = frozenset({"sample", "tasks", "incidents", "show", "history", "records", "log", "policies"})
"""Those that somebody may give without saying as whom: they read what the person reads whose user sits there."""
FOR_OWNERS = {
    "evidence": "evidence {first} --out {file}",
    "impact": "impact {new}",
    "outbox": "outbox",
    "outbox retry": "outbox retry --dead",
}
"""Those that nobody gives as a person, and whoever owns the installation alone gives at all."""
OF_NOBODY = {
    # They say what a file says, or what everybody in the company may know.
    "", "lint", "diff", "document", "draw", "draft", "draft comments", "versions", "versions list", "people",
    "heads", "heads list", "calendar", "calendar list", "token", "webhook", "webhook list", "db",
    # They run, look after and prove the installation, from services and timers; who acts is the program.
    "db status", "db upgrade", "backup", "restore", "doctor", "serve", "worker", "verify", "checkpoint", "rebuild",
    # They make what is not there yet, and refuse what is.
    "init", "demo",
    # Another program's, on a machine of others.
    "witness", "witness cosign", "witness serve",
}  # fmt: skip
"""Those that are bound to nobody, and why: what they do is done to an installation that whoever sits there runs."""
