"""What was written into the form of a new sample."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.replay.population import By
from engine.sampling.commands import thrown_seed
from engine.sampling.drawing import BadSampleSize, Method
from engine.sampling.sizes import Plan, size_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A sample as somebody asks for it."""

    title: str
    attributes: tuple[str, ...]
    method: Method
    by: By | None
    seed: str
    size: int
    plan: Plan | None


def asked(form: Mapping[str, str]) -> Asked:
    """What a form asks for. Raises BadSampleSize, BadPlan, TooLargeASample."""
    plan = plan_of(form)
    by = By(form["por"]) if form.get("por") in set(By) else None
    method = Method(form["metodo"]) if form.get("metodo") in set(Method) else Method.RANDOM
    if method is Method.STRATIFIED and by is None:
        method = Method.RANDOM
    return Asked(
        form.get("titulo", ""),
        tuple(form.get("atributos", "").splitlines()),
        method,
        by if method is Method.STRATIFIED else None,
        form.get("semilla", "").strip() or thrown_seed(),
        _size(form.get("tamano", ""), plan),
        plan,
    )


def plan_of(form: Mapping[str, str]) -> Plan | None:
    """The plan of a form; None where none is written. Raises BadPlan."""
    if not form.get("tolerable", "").strip():
        return None
    return Plan.of(*(form.get(name, "").strip() for name in ("confianza", "tolerable", "esperada")))


def _size(text: str, plan: Plan | None) -> int:
    text = text.strip()
    if not text and plan is not None:
        return size_of(plan).items
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadSampleSize(size=text)
    return int(text)
