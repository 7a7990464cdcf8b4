"""A procedure as its controlled document on paper: what it says in words, and its diagram on sheets.

The names of what a template is given are Spanish, as those of records (`web.paper.contents`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

import segno

from bpmn.drawing.interchange import planes
from bpmn.drawing.pen import Lettering
from bpmn.drawing.picture import Picture, picture
from bpmn.drawing.sheets import Paper as SheetOfPaper
from bpmn.drawing.sheets import Sheet, fits, overview, sheets
from bpmn.drawing.sheets import Words as SheetWords
from bpmn.xml import XmlError
from engine.clock import to_text
from engine.definitions.signing import Signature
from engine.records.models import Format
from engine.records.templates import Template
from engine.setting_parts.company import Company
from web.paper.contents import Contents
from web.paper.decisions import Branch
from web.paper.edition import Edition, NameThen, State
from web.paper.filling import Paper, fill
from web.paper.procedure import Row, VersionRow
from web.texts.formatting import Presenter

HERE = Path(__file__).parent
LETTERS = Lettering("Libertinus Serif", 13.5, 12.5, 0.94)
"""What the diagram is written in on paper: the letters of the document, as high as those of a screen."""
FIRST = SheetOfPaper(246.0, 145.0, 2.47)
"""The room under the heading on a sheet of letter paper across, in millimetres, and how high letters are at least: 7
points."""
NEXT = SheetOfPaper(246.0, 155.0, 2.47)
"""The room without the heading."""
CONTINUED = "→ {number}"


@dataclass(frozen=True, slots=True)
class Issue:
    """A copy that is made of an edition: when (UTC), and the address of the site, None where nobody knows it."""

    at: datetime
    base: str | None

    def address(self, edition: Edition) -> str | None:
        """Where whoever has the copy learns whether it still holds, and finds what is in force."""
        if self.base is None:
            return None
        return f"{self.base.rstrip('/')}/procesos/{edition.process_id}/documento?copia={edition.code}"


@dataclass(frozen=True)
class Controlled:
    """The controlled document of an edition, in the words of `presenter`, by the names of `name_then`."""

    edition: Edition
    issue: Issue
    company: Company
    presenter: Presenter
    name_then: NameThen

    @property
    def file_name(self) -> str:
        """What its file is called."""
        edition, gettext = self.edition, self.presenter.gettext
        name = edition.sheet.document.code or edition.process_id
        draft = f" {gettext('draft')}" if edition.state is State.DRAFT else ""
        return f"{name} v{edition.number}{draft}.pdf"

    def pdf(self) -> bytes:
        """The document as a PDF. Raises TemplateBroken."""
        template = Template("documento", Format.TYPST, (HERE / "controlled.typ").read_bytes(), "controlled.typ")
        drawings, files = self._drawings()
        said = {**self.contents, "hojas": drawings}
        (content,) = fill(template, Paper.PDF, said, self.company.logo, files)
        return content

    @property
    def drawn(self) -> bool:
        """Whether its diagram is drawn."""
        return bool(pictures(self.edition.diagram))

    @cached_property
    def contents(self) -> Contents:
        """What it says, section by section; every value is a text, or a list of such."""
        return {
            "idioma": self.presenter.gettext.locale,
            "momento": to_text(self.issue.at),
            "empresa": {"nombre": self.company.name or "", "telefono": self.company.telephone or "", "logo": ""},
            "documento": self._about(),
            "firmas": list(self._signatures()),
            "notas": list(self._notes()),
            "versiones": [self._version(row) for row in self.edition.versions],
            **self._sections(),
            "palabras": _words_of(self.presenter),
        }

    def _about(self) -> dict[str, str]:
        edition, gettext = self.edition, self.presenter.gettext
        document = edition.sheet.document
        dates = {
            State.IN_FORCE: gettext("in force since"),
            State.OBSOLETE: gettext("was in force since"),
            State.SIGNED: gettext("in force from"),
            State.WITHDRAWN: gettext("it was to be in force from"),
            State.DRAFT: gettext("saved"),
        }
        at = edition.since or edition.saved
        return {
            "titulo": document.title or edition.sheet.process.name or gettext("Procedure without a title"),
            "codigo": document.code or "",
            "version": str(edition.number),
            "marca": gettext.render(edition.mark) if edition.mark else "",
            "desde": dates[edition.state],
            "fecha": self.presenter.day(self._local_day(at)) if at else "—",
            "huella": edition.digest,
            "clave": " ".join(edition.code[place : place + 4] for place in range(0, len(edition.code), 4)),
            "direccion": self.issue.address(edition) or "",
            "emitida": gettext("Copy of {moment}", moment=self.presenter.moment(self.issue.at)),
            "responsable": document.owner or "",
            "retencion": document.retention or "",
            "disposicion": document.disposition or "",
        }

    def _local_day(self, at: datetime) -> str:
        return at.astimezone(self.presenter.zone).date().isoformat()

    def _signatures(self) -> Iterator[dict[str, str]]:
        gettext, signed = self.presenter.gettext, self.edition.signed
        document = self.edition.sheet.document
        for label, post, signature in (
            (gettext("Prepared by"), document.prepared_by, signed.prepared),
            (gettext("Reviewed by"), document.reviewed_by, signed.reviewed),
            (gettext("Approved by"), document.approved_by, signed.approved),
        ):
            name, when = self._signed(signature)
            yield {"que": label, "puesto": post or "", "nombre": name, "fecha": when}

    def _signed(self, signature: Signature | None) -> tuple[str, str]:
        if signature is None:
            return "", ""
        return self.name_then(signature), self.presenter.moment(signature.at)

    def _notes(self) -> Iterator[str]:
        """What is to be known of the signatures besides whose they are."""
        gettext, signed = self.presenter.gettext, self.edition.signed
        if signed.taken is not None:
            name, when = self._signed(signed.taken)
            said = gettext(
                "Put in force by {person} as the first version here, without review or approval in Cauce", person=name
            )
            yield f"{said}, {when}."
        if signed.signers == 2:
            yield gettext("Signed by the rule for companies with two people: whoever reviews may also approve.")

    def _version(self, row: VersionRow) -> dict[str, str]:
        gettext, version = self.presenter.gettext, row.version
        if row.date:
            day = self.presenter.day(row.date)
        elif version is not None and version.effective_at is not None:
            day = self.presenter.day(self._local_day(version.effective_at))
        else:
            day = gettext("draft") if self.edition.state is State.DRAFT else "—"
        return {"numero": row.number, "fecha": day, "cambio": row.description or "—"}

    def _sections(self) -> dict[str, object]:
        sheet, document, render = self.edition.sheet, self.edition.sheet.document, self.presenter.gettext.render
        return {
            "objetivo": document.objective or "",
            "alcance": document.scope or "",
            "definiciones": [{"termino": each.name, "texto": each.text} for each in document.terms],
            "politicas": [
                {"texto": each.text, "donde": [render(name) for _, name in sheet.named(each)]}
                for each in document.policies
            ],
            "responsabilidades": [
                {"quien": _begun(render(sheet.called(lane))), "puntos": list(lane.responsibilities)}
                for lane in sheet.answerable
            ],
            "actividades": [self._activity(row) for row in sheet.rows],
            "relacionados": [{"codigo": each.code, "nombre": each.name} for each in document.related],
        }

    def _activity(self, row: Row) -> dict[str, object]:
        render, activity = self.presenter.gettext.render, row.activity
        return {
            "numero": activity.number or "—",
            "responsable": activity.responsible or row.lane or "—",
            "nombre": _begun(render(self.edition.sheet.called(activity))),
            "plazo": render(row.term) if row.term else "",
            "descripcion": activity.documentation or "",
            "decisiones": [
                {"pregunta": render(each.question), "ramas": [self._branch(branch) for branch in each.branches]}
                for each in row.decisions
            ],
            "registros": [" ".join(filter(None, (each.name, each.code))) for each in activity.records],
        }

    def _branch(self, branch: Branch) -> dict[str, str]:
        gettext, sheet = self.presenter.gettext, self.edition.sheet
        answer = branch.answer or (gettext("Otherwise") if branch.otherwise else "")
        return {"respuesta": answer, "sigue": gettext.render(sheet.leads_to(branch.target))}

    def _drawings(self) -> tuple[list[dict[str, object]], Mapping[str, bytes]]:
        """The sheets of the diagram, each with its file; the first is all of it where it needs several."""
        gettext = self.presenter.gettext
        found: list[dict[str, object]] = []
        files: dict[str, bytes] = {}
        if address := self.issue.address(self.edition):
            files["codigo.svg"] = qr_code(address)
        title = str(self._about()["titulo"])
        for drawn in pictures(self.edition.diagram):
            name = drawn.plane.name or title
            for label, sheet in self._sheets_of(drawn, name):
                file = f"hoja-{len(found) + 1}.svg"
                files[file] = sheet.svg.encode()
                text = gettext("Diagram of {name}. The description of the process says the same in words.", name=name)
                found.append(
                    {"archivo": file, "nombre": name, "hoja": label, "texto": f"{text} {label}", "ancho": sheet.width}
                )
        return found, files

    def _sheets_of(self, drawn: Picture, name: str) -> Iterator[tuple[str, Sheet]]:
        """The sheets of one picture, each with what stands over it."""
        gettext = self.presenter.gettext
        if fits(drawn, FIRST):
            yield "", overview(drawn, FIRST, name)
            return
        cut = sheets(drawn, NEXT, name, SheetWords(CONTINUED))
        yield gettext("The whole diagram; it can be read on the sheets that follow."), overview(drawn, FIRST, name)
        for each in cut:
            yield gettext("Sheet {number} of {count}", number=each.number, count=len(cut)), each


@lru_cache(maxsize=8)
def pictures(diagram: bytes) -> tuple[Picture, ...]:
    """The drawings of a diagram as paper shows them; none where it has none."""
    try:
        return tuple(picture(each, LETTERS) for each in planes(diagram))
    except XmlError:  # its findings say so; the document has the rest
        return ()


@lru_cache(maxsize=64)
def qr_code(address: str) -> bytes:
    """The QR code of an address, as SVG."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, scale=4, border=0)
    return out.getvalue()


def _begun(text: str) -> str:
    """A text as a sentence begins."""
    return text[:1].upper() + text[1:]


def _words_of(presenter: Presenter) -> dict[str, str]:
    """What the parts of the document are called."""
    gettext = presenter.gettext
    return {
        "codigo": gettext("Code"),
        "version": gettext("Version"),
        "fecha": gettext("Date"),
        "pagina": gettext("Page"),
        "de": gettext("of"),
        "puesto": gettext("Post"),
        "nombre": gettext("Name"),
        "firma": gettext("Signed"),
        "sin_firma": gettext("not signed"),
        "cambio": gettext("What changed"),
        "responsable_documento": gettext("Answers for the document"),
        "retencion": gettext("Kept for"),
        "disposicion": gettext("In the end"),
        "contenido": gettext("Contents"),
        "objetivo": gettext("Objective"),
        "alcance": gettext("Scope"),
        "definiciones": gettext("Definitions"),
        "politicas": gettext("Policies"),
        "responsabilidades": gettext("Responsibilities"),
        "diagrama": gettext("Process diagram"),
        "descripcion_proceso": gettext("Description of the process"),
        "relacionados": gettext("Related documents"),
        "sin_contenido": gettext("It says nothing here."),
        "sin_diagrama": gettext("The diagram is not drawn."),
        "visible": gettext("Seen in:"),
        "numero": gettext("No."),
        "responsable": gettext("Responsible"),
        "actividad": gettext("Activity"),
        "descripcion": gettext("Description"),
        "registro": gettext("Records"),
        "no_controlada": gettext("UNCONTROLLED COPY"),
        "huella": gettext("Digest of the diagram and its forms (SHA-256)"),
        "vigente": gettext("Is this copy still in force? Look here:"),
        "vigente_en": gettext("The version in force is in Cauce, under Procedures."),
        "clave": gettext("Code of this copy"),
    }
