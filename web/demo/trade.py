"""What the demonstration's company sells, to whom, and what its people say to one another about it."""

from typing import NamedTuple


class Client(NamedTuple):
    """A client: its name, whom one writes to there, and the domain of their address."""

    name: str
    contact: str
    position: str
    domain: str

    @property
    def email(self) -> str:
        """An address at which nobody is."""
        first, last = self.contact.split()[:2]
        return f"{first[0]}{last}@{self.domain}.example".lower().translate(str.maketrans("áéíóúñ", "aeioun"))


class Service(NamedTuple):
    """Something that is sold. `kind` and `areas` as the procedure asks them; `price` in thousands of MXN without VAT,
    for a usual client; `months` that it lasts; `solutions` that Alianzas has to get quotes for, as pairs of maker and
    product; `parts`: what it takes, each with its share of the cost."""

    title: str
    kind: str
    areas: tuple[str, ...]
    price: int
    months: int
    description: str
    scope: str
    parts: tuple[tuple[str, float], ...]
    solutions: tuple[tuple[str, str], ...] = ()


CLIENTS = (
    Client("Banco del Bajío Norte", "Laura Pérez", "Gerente de Seguridad", "bajionorte"),
    Client("Seguros Altamira", "Octavio Reyes", "Director de Sistemas", "altamira"),
    Client("Grupo Hotelero Pacífico", "Silvia Camacho", "Compras Corporativas", "hotelespacifico"),
    Client("Universidad del Centro", "Marta Ruiz", "Jefa de Compras", "ucentro"),
    Client("Aeropuertos del Sureste Maya", "Ignacio Canul", "Subdirector de Tecnología", "surestemaya"),
    Client("Constructora Lomas", "Esteban Quiroz", "Gerente Administrativo", "lomas"),
    Client("Aseguradora del Golfo", "Beatriz Zamudio", "Oficial de Seguridad", "delgolfo"),
    Client("Cementos Tarahumara", "Rodolfo Baeza", "Gerente de Infraestructura", "tarahumara"),
    Client("Laboratorios Anáhuac", "Verónica Tapia", "Aseguramiento de Calidad", "labanahuac"),
    Client("Transportes Valle Verde", "Julián Mireles", "Director de Operaciones", "valleverde"),
    Client("Lácteos La Laguna Real", "Cecilia Arriaga", "Contraloría", "lagunareal"),
    Client("Financiera Sierra Alta", "Mauricio Landa", "Director de Riesgos", "sierraalta"),
    Client("Hospital Santa Lucía", "Norma Valdés", "Jefa de Informática", "santalucia"),
    Client("Ingenio San Rafael", "Tomás Uribe", "Superintendente", "sanrafael"),
    Client("Papelera Chapala", "Irene Covarrubias", "Compras", "chapala"),
    Client("Autopartes Querétaro", "Gustavo Olvera", "Gerente de TI", "autopartesqro"),
    Client("Minera Real del Catorce", "Leonor Ibáñez", "Seguridad Patrimonial", "realcatorce"),
    Client("Telefónica Rural del Norte", "Abel Cisneros", "Director Técnico", "ruralnorte"),
    Client("Colegio Tepeyac", "Rosa Elizondo", "Administración", "tepeyac"),
    Client("Afianzadora Insurgentes", "Pablo Monroy", "Cumplimiento", "insurgentes"),
    Client("Gas Natural del Altiplano", "Daniela Orozco", "Gerente de Sistemas", "altiplano"),
    Client("Tiendas La Esperanza", "Benito Salgado", "Director de Finanzas", "laesperanza"),
)

OFFERED = CLIENTS[3]
"""The client that has a proposal to look at, by a link."""

SERVICES = (
    Service(
        "Centro de operaciones de seguridad (SOC) 24x7", "servicio_administrado", ("soc_noc", "ciberinteligencia"),
        4_850, 36,
        "Vigilancia continua de 420 equipos y 35 servidores en tres sitios, con reporte mensual y mesa de atención.",
        "Recolección de bitácoras, casos de uso, atención de alertas en tres niveles y mejora continua del servicio.",
        (("Analistas de nivel 1 y 2", 0.46), ("Plataforma de correlación", 0.31), ("Jefatura del servicio", 0.14)),
        (("Nubisec", "Plataforma SIEM en la nube, 420 equipos"), ("Tecnodata", "Sensores de red para 3 sitios")),
    ),
    Service(
        "Pruebas de penetración a aplicaciones web y móviles", "servicio", ("ciberinteligencia",), 640, 3,
        "Pruebas de caja gris a la banca en línea y a dos aplicaciones móviles, con una vuelta de verificación.",
        "Planeación, ejecución conforme a OWASP, informe técnico y ejecutivo, y verificación de lo corregido.",
        (("Especialistas en pruebas", 0.72), ("Licencias de herramientas", 0.1)),
    ),
    Service(
        "Diagnóstico de madurez ISO/IEC 27001", "servicio", ("consultoria",), 480, 4,
        "Saber qué falta para certificar el área de Tecnología, con un plan por prioridades y costos.",
        "Entrevistas, revisión documental, análisis de brechas y plan de trabajo con responsables.",
        (("Consultores", 0.78), ("Viáticos", 0.07)),
    ),
    Service(
        "Protección de correo: renovación de 1,200 licencias", "compraventa", ("soc_noc",), 1_180, 12,
        "Renovación por doce meses de la protección de correo, con migración de políticas y sin interrupción.",
        "Suministro de licencias, migración de políticas, pruebas y acompañamiento durante dos semanas.",
        (("Licencias", 0.79), ("Ingeniería de migración", 0.08)),
        (("Correo Seguro", "Protección de correo, 1,200 buzones"),),
    ),
    Service(
        "Respuesta a incidentes con retención anual", "servicio", ("soc_noc", "ciberinteligencia"), 1_920, 12,
        "Equipo de respuesta disponible en menos de dos horas, con 240 horas incluidas y simulacro semestral.",
        "Preparación, contención, análisis forense, recuperación y lecciones de cada incidente.",
        (("Especialistas en respuesta", 0.62), ("Laboratorio forense", 0.13)),
    ),
    Service(
        "Firewalls de nueva generación para 14 sucursales", "compraventa", ("soc_noc",), 3_620, 12,
        "Sustitución de equipos que llegaron al fin de su vida, por etapas y fuera del horario de las sucursales.",
        "Suministro, configuración en laboratorio, instalación por etapas y transferencia de conocimiento.",
        (("Equipos y soporte del fabricante", 0.71), ("Instalación", 0.12)),
        (("Murallia", "Firewall modelo 200, 14 equipos"), ("Murallia", "Consola central y soporte a 12 meses")),
    ),
    Service(
        "Vigilancia de marca y de fuga de datos", "servicio", ("ciberinteligencia",), 890, 12,
        "Detección de sitios que suplantan a la empresa y de credenciales publicadas, con retiro de lo encontrado.",
        "Vigilancia diaria de fuentes abiertas y cerradas, avisos por severidad y gestión del retiro.",
        (("Analistas", 0.55), ("Fuentes de información", 0.2)),
    ),
    Service(
        "Plan de continuidad del negocio", "servicio", ("consultoria",), 720, 6,
        "Análisis de impacto de nueve procesos, estrategia de recuperación y un ejercicio con la dirección.",
        "Análisis de impacto, estrategia, planes por proceso, capacitación y ejercicio de escritorio.",
        (("Consultores", 0.74), ("Facilitación del ejercicio", 0.08)),
    ),
    Service(
        "Gestión de vulnerabilidades administrada", "servicio_administrado", ("soc_noc", "ciberinteligencia"),
        1_540, 24,
        "Análisis mensual de 600 activos, seguimiento del remedio con los dueños y tablero para la dirección.",
        "Descubrimiento, análisis mensual, priorización por riesgo, seguimiento y tablero.",
        (("Analistas", 0.5), ("Licencias de análisis", 0.22)),
        (("Tecnodata Mayoreo", "Análisis de vulnerabilidades, 600 activos"),),
    ),
    Service(
        "NOC administrado para la red de sucursales", "servicio_administrado", ("soc_noc",), 2_740, 24,
        "Supervisión de 86 enlaces y 240 equipos de red, con gestión de proveedores y reporte de disponibilidad.",
        "Supervisión continua, atención de fallas, gestión de proveedores y reporte mensual.",
        (("Operadores", 0.52), ("Plataforma de supervisión", 0.17)),
    ),
    Service(
        "Concientización en seguridad para 900 colaboradores", "servicio", ("consultoria",), 310, 10,
        "Programa de un año con campañas, simulacros de engaño por correo y cursos breves en línea.",
        "Diagnóstico, calendario de campañas, simulacros, cursos y medición por área.",
        (("Diseño de contenidos", 0.48), ("Plataforma", 0.2)),
    ),
    Service(
        "Adecuación a PCI DSS 4.0", "servicio", ("consultoria", "ciberinteligencia"), 1_130, 8,
        "Acompañamiento hasta la evaluación formal, con escaneos trimestrales y pruebas de segmentación.",
        "Delimitación, análisis de brechas, remediación acompañada, pruebas y evidencia para el evaluador.",
        (("Consultores", 0.6), ("Pruebas de segmentación", 0.16)),
    ),
)  # fmt: skip

WHO_SAYS_WHAT = (
    ("prospeccion", "{seller}", "Hablé hoy con {contact}: tienen presupuesto autorizado y quieren decidir este mes."),
    ("prospeccion", "{seller}", "@{presales}, ¿ves viable la fecha de entrega? El cliente no la mueve."),
    ("validacion", "{presales}", "Revisé las bases. Pedí a las áreas que partan de lo que entregamos el año pasado."),
    ("validacion", "{presales}", "@{seller}, falta el inventario de equipos; sin él estimo por rangos."),
    ("participacion", "{area}", "Consideramos dos turnos y no tres: el volumen de alertas no da para más."),
    ("dimensionamiento", "{presales}", "Dejé 8 % de holgura por la migración. @{director}, de ahí sale el ajuste."),
    ("business_case", "{director}", "Con este precio el margen queda justo. Propongo pago anual por adelantado."),
    ("validar_business_case", "{general}", "De acuerdo, siempre que el anticipo quede en la propuesta."),
    ("elaborar_propuesta", "{presales}", "Integré las referencias de cumplimiento; la sección 4 es nueva."),
    ("validar_cumplimiento", "{compliance}", "@{presales}, el anexo de confidencialidad era el de 2024."),
    ("enviar_cliente", "{seller}", "Entregada. {contact} confirma que la ve con su comité el próximo martes."),
    ("revisar_propuesta", "{seller}", "Nos pidieron aclarar los niveles de servicio; lo resolvimos por teléfono."),
    ("notificar_ganada", "{seller}", "¡Ganada! Gracias a todos; el arranque es con @{area_head}."),
    ("notificar_perdida", "{seller}", "Ganó otro proveedor por precio. Lo vemos en la conferencia del jueves."),
)  # fmt: skip

LESSONS = (
    ("El precio quedó 18 % arriba del segundo lugar", "Pedir antes el rango de presupuesto y ofrecer dos alcances"),
    ("El cliente pidió una certificación que no acreditamos", "Revisar los requisitos administrativos desde el paso 2"),
    ("La propuesta llegó el último día", "Acordar una entrega interna dos días hábiles antes"),
    ("El proveedor actual bajó su precio al final", "Preguntar por el contrato vigente en la primera visita"),
)
