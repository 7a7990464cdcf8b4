"""A form that says everything a form may say, and what its properties may become."""

from typing import Any

FIELD = {
    "description": "Una ayuda",
    "validate": {"required": True},
    "conditional": {"hide": "=var_oculto = true"},
    "disabled": False,
    "readonly": False,
}
_values = [{"label": "Uno", "value": "uno"}, {"label": "Dos", "value": "dos"}]


def _field(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"id_{kind}", "key": f"var_{kind}", "label": f"Campo {kind}", **FIELD, **more}


_length = {"required": True, "minLength": 3, "maxLength": 90}
FORM: dict[str, Any] = {
    "type": "default",
    "id": "id_formulario",
    "schemaVersion": 16,
    "properties": {
        "checks": [{"name": "var_regla", "condition": "=var_number > 1", "message": "Revise", "always": False}]
    },
    "components": [
        _field(
            "textfield",
            defaultValue="algo",
            validate={**_length, "pattern": "^a", "patternErrorMessage": "Empiece con a", "validationType": "email"},
            properties={
                "example": "abc",
                "checks": [
                    {"name": "var_otra", "condition": "=var_textfield != null", "message": "Falta", "always": True}
                ],
            },
        ),
        _field(
            "textarea",
            validate=_length,
            properties={"confidential": "ventas", "personal": False, "searchable": False, "start": False},
        ),
        _field(
            "number",
            validate={"required": "=var_oculto = true", "min": 1, "max": "=var_tope"},
            decimalDigits=2,
            increment=0.5,
            serializeToString=False,
            appearance={"prefixAdorner": "$", "suffixAdorner": "=var_oculto", "otra": "cosa"},
        ),
        _field("checkbox"),
        _field("radio", values=_values),
        _field("select", valuesKey="var_lista"),
        _field("checklist", valuesExpression="=var_lista"),
        _field("taglist", values=_values),
        _field("datetime", subtype="datetime", disallowPassedDates=False, timeSerializingFormat="utc_offset"),
        _field("filepicker", multiple=False, accept=".pdf,.docx"),
        {
            "type": "expression",
            "id": "id_expression",
            "key": "var_expression",
            "label": "Total",
            "expression": "=var_number * 2",
            "decimalDigits": 2,
            "appearance": {"prefixAdorner": "$", "suffixAdorner": "=var_oculto"},
        },
        {
            "type": "group",
            "id": "id_group",
            "label": "Apartado",
            "path": "var_grupo",
            "showOutline": True,
            "components": [_field("textfield", id="id_adentro", key="var_adentro")],
        },
        {
            "type": "dynamiclist",
            "id": "id_dynamiclist",
            "label": "Renglones",
            "path": "var_filas",
            "allowAddRemove": True,
            "defaultRepetitions": 1,
            "validate": {"required": True},
            "components": [{"type": "textfield", "id": "id_fila", "key": "var_fila", "label": "De la fila"}],
        },
        {
            "type": "table",
            "id": "id_table",
            "label": "Tabla",
            "dataSource": "=var_filas",
            "columns": [{"key": "var_fila", "label": "Fila", "type": "number", "decimalDigits": 2}],
        },
        {
            "type": "table",
            "id": "id_table_2",
            "label": "Otra tabla",
            "dataSource": "=var_filas",
            "columnsExpression": "=var_c",
        },
        {
            "type": "documentPreview",
            "id": "id_documentPreview",
            "label": "Vista",
            "dataSource": "=var_filas",
            "maxHeight": 300,
        },
        {"type": "text", "id": "id_text", "text": "Lea esto"},
        {"type": "html", "id": "id_html", "content": "Lea lo otro"},
        {"type": "separator", "id": "id_separator"},
        {"type": "spacer", "id": "id_spacer", "height": 60},
        {"type": "button", "id": "id_button", "label": "Enviar"},
        {"type": "image", "id": "id_image", "alt": "Un mapa"},
    ],
}
SAME = frozenset({"id", "schemaVersion"})
"""Ids of the file, and the number of the schema: nobody reads them."""
OTHERS: dict[str, dict[Any, Any]] = {
    "type": {
        "default": "default", "textfield": "textarea", "textarea": "textfield", "number": "textfield",
        "checkbox": "textfield", "radio": "checklist", "select": "taglist", "checklist": "select", "taglist": "radio",
        "datetime": "textfield", "filepicker": "textarea", "expression": "number", "group": "dynamiclist",
        "dynamiclist": "group", "table": "text", "documentPreview": "text", "text": "separator", "html": "text",
        "separator": "spacer", "spacer": "separator", "button": "image", "image": "button",
    },
    "validationType": {"email": "phone"},
    "subtype": {"datetime": "date"},
    "timeSerializingFormat": {"utc_offset": "no_timezone"},
    "accept": {".pdf,.docx": ".pdf"},
    "pattern": {"^a": "^b"},
}  # fmt: skip
