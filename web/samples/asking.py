"""What was written into the form of a new sample."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from engine.replay.population import By
from engine.sampling.drawing import BadSampleSize, Method
from engine.sampling.sizes import BadPlan, Plan, size_of

SEEDS = 10**20
"""A seed that nobody wrote is a number of twenty digits, as dice would give it."""


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


def thrown() -> str:
    """A seed that nobody chose."""
    return f"{secrets.randbelow(SEEDS):020d}"


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
        form.get("semilla", "").strip() or thrown(),
        _size(form.get("tamano", ""), plan),
        plan,
    )


def plan_of(form: Mapping[str, str]) -> Plan | None:
    """The plan of a form; None where none is written. Raises BadPlan."""
    texts = [form.get(name, "").strip() for name in ("confianza", "tolerable", "esperada")]
    if not texts[1]:
        return None
    try:
        confidence, tolerable, expected = (float(text.replace(",", ".")) for text in (texts[0], texts[1], texts[2] or "0"))
    except ValueError as error:
        raise BadPlan(confidence=texts[0], tolerable=texts[1], expected=texts[2]) from error
    return Plan(confidence, tolerable, expected).check()


def _size(text: str, plan: Plan | None) -> int:
    text = text.strip()
    if not text and plan is not None:
        return size_of(plan).items
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadSampleSize(size=text)
    return int(text)
