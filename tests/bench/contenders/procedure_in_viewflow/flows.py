"""The procedure's activities and decisions, as far as a route leads through them: its golden path, and the ways that
branch off it. The activity that areas do side by side is one task (on the golden path there is one area); what sends
mail passes without sending any."""

from viewflow import this
from viewflow.workflow import flow, lock

from .models import Completion


def done(activation, actor, values):
    """A person's answer: the data of the process, and the audit row."""
    process = activation.process
    process.data.update(values)
    process.save()
    Completion.objects.create(process=process, task=activation.task, actor=actor, values=values)
    return process


def if_(name, yes, no):
    """A gateway at which one variable decides."""
    return flow.If(lambda activation: activation.process.data.get(name) is True).Then(yes).Else(no)


def kind(*names):
    """Whether the requirement is of one of these kinds."""
    return lambda activation: activation.process.data.get("tipo_requerimiento") in names


class Gestion(flow.Flow):
    """From prospecting to the signed contract."""

    lock_impl = lock.select_for_update_lock

    inicio = flow.StartHandle().Next(this.prospeccion)
    prospeccion = flow.Handle(done).Next(this.validacion)
    validacion = flow.Handle(done).Next(this.tipo_requerimiento_gw)
    tipo_requerimiento_gw = (
        flow.Switch()
        .Case(this.requiere_ti_gw, cond=kind("servicio_administrado"))
        .Case(this.alianzas, cond=kind("compraventa"))
        .Default(this.solicitar_participacion)
    )
    requiere_ti_gw = if_("requiere_ti", this.alianzas, this.solicitar_participacion)
    alianzas = flow.Handle(done).Next(this.solicitar_participacion)
    solicitar_participacion = flow.Function(lambda activation: None).Next(this.participacion)
    participacion = flow.Handle(done).Next(this.dimensionamiento)
    dimensionamiento = flow.Handle(done).Next(this.business_case)
    business_case = flow.Handle(done).Next(this.validar_business_case)
    validar_business_case = flow.Handle(done).Next(this.business_case_gw)
    business_case_gw = if_("business_case_aprobado", this.go_no_go_gw, this.business_case)
    go_no_go_gw = if_("go", this.elaborar_propuesta, this.justificar_no_go)
    justificar_no_go = flow.Handle(done).Next(this.fin_no_go)
    fin_no_go = flow.End()
    elaborar_propuesta = flow.Handle(done).Next(this.validar_cumplimiento)
    validar_cumplimiento = flow.Handle(done).Next(this.cumple_gw)
    cumple_gw = if_("cumple", this.notificar_cumplimiento, this.correcciones)
    correcciones = flow.Handle(done).Next(this.validar_cumplimiento)
    notificar_cumplimiento = flow.Function(lambda activation: None).Next(this.enviar_cliente)
    enviar_cliente = flow.Handle(done).Next(this.revisar_propuesta)
    revisar_propuesta = flow.Handle(done).Next(this.cumple_tecnicamente_gw)
    cumple_tecnicamente_gw = if_("cumple_tecnicamente", this.cumple_economicamente_gw, this.comentarios_gw)
    cumple_economicamente_gw = if_("cumple_economicamente", this.notificar_ganada, this.comentarios_gw)
    comentarios_gw = if_("acepta_comentarios", this.actualizar_propuesta, this.notificar_perdida)
    actualizar_propuesta = flow.Handle(done).Next(this.revisar_propuesta)
    notificar_perdida = flow.Handle(done).Next(this.fin_no_obtenida)
    fin_no_obtenida = flow.End()
    notificar_ganada = flow.Handle(done).Next(this.formalizar_contrato)
    formalizar_contrato = flow.Handle(done).Next(this.fin_ganada)
    fin_ganada = flow.End()
