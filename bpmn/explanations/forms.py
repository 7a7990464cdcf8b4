"""The findings of who reads the forms beside a diagram, explained."""

from bpmn.examples import FileExplanation, Topic
from bpmn.examples.excerpt import of_form, of_form_file
from bpmn.messages import lazy_gettext

EXPLANATIONS = {
    "form_missing": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The form of a step was not uploaded."),
        why=lazy_gettext("The step says which form it has, and nobody would have anything to fill in."),
        how=lazy_gettext("Upload the form's file together with the diagram, or take the form from the step."),
    ),
    "form_json": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The form's file is damaged."),
        why=lazy_gettext("A sign is missing or too many, so that nobody can tell what the form says."),
        how=lazy_gettext("Save the form again with the program that made it, and upload that file."),
        wrong=of_form_file('{"type": "default", "id": "revisar", "components": [}'),
        right=of_form_file('{"type": "default", "id": "revisar", "components": []}'),
    ),
    "form_shape": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The file is no form, or a part of it is no field."),
        why=lazy_gettext("A form is a list of fields, each of a type. What is something else cannot be drawn."),
        how=lazy_gettext("Save the form again with the program that made it."),
        wrong=of_form('{"label": "Monto"}'),
        right=of_form('{"type": "number", "key": "monto", "label": "Monto"}'),
    ),
    "form_id": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The form has no name of its own."),
        why=lazy_gettext("A step finds its form by that name."),
        how=lazy_gettext("Give the form the name that the step says."),
        wrong=of_form_file('{"type": "default", "components": []}'),
        right=of_form_file('{"type": "default", "id": "revisar", "components": []}'),
    ),
    "form_too_large": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The form is larger than anybody can fill in."),
        why=lazy_gettext("So many fields keep everybody waiting, and people make mistakes in them."),
        how=lazy_gettext("Ask for less, or divide the form between two steps."),
    ),
    "form_too_deep": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("Groups and lists stand one inside another too often."),
        why=lazy_gettext("Nobody finds the way in such a form."),
        how=lazy_gettext("Take some of the groups out."),
    ),
    "form_unknown_component": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The form has a field of a kind that there is not."),
        why=lazy_gettext("It could not be drawn, and what it asks would never be answered."),
        how=lazy_gettext("Use one of the kinds that the message lists."),
        wrong=of_form('{"type": "slider", "key": "monto", "label": "Monto"}'),
        right=of_form('{"type": "number", "key": "monto", "label": "Monto"}'),
    ),
    "form_property": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A setting of a field is not what it should be."),
        why=lazy_gettext(
            "Where a number or a yes or no is expected there is something else; the field would work in another "
            "way than was meant."
        ),
        how=lazy_gettext("Write what the message asks for."),
        wrong=of_form('{"type": "textfield", "key": "cliente", "validate": {"required": "tal vez"}}'),
        right=of_form('{"type": "textfield", "key": "cliente", "validate": {"required": true}}'),
    ),
    "form_key": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A field does not say where its answer is kept."),
        why=lazy_gettext("Without a name of its own the answer would be lost, and no condition could ask for it."),
        how=lazy_gettext("Give the field a name (key) of letters, digits and _."),
        wrong=of_form('{"type": "number", "label": "Monto"}'),
        right=of_form('{"type": "number", "key": "monto", "label": "Monto"}'),
    ),
    "form_duplicate_id": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("Two parts of the form have the same identifier."),
        why=lazy_gettext("They could not be told apart on the page."),
        how=lazy_gettext("Change one of the two."),
        wrong=of_form('{"type": "number", "id": "a", "key": "monto"},\n{"type": "number", "id": "a", "key": "iva"}'),
        right=of_form('{"type": "number", "id": "a", "key": "monto"},\n{"type": "number", "id": "b", "key": "iva"}'),
    ),
    "form_duplicate_key": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("Two fields keep their answers in the same place."),
        why=lazy_gettext("The answer to one would overwrite that to the other."),
        how=lazy_gettext("Give each a name (key) of its own."),
        wrong=of_form('{"type": "number", "key": "monto"},\n{"type": "number", "key": "monto"}'),
        right=of_form('{"type": "number", "key": "monto"},\n{"type": "number", "key": "iva"}'),
    ),
    "form_choices": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The choices of a field are missing or not in order."),
        why=lazy_gettext("People could not choose, or two choices would mean the same."),
        how=lazy_gettext("Write for each choice what people read (label) and what is kept (value), each value once."),
        wrong=of_form('{"type": "select", "key": "estado"}'),
        right=of_form('{"type": "select", "key": "estado", "values": [{"label": "Ganada", "value": "ganada"}]}'),
    ),
    "form_default": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A field begins with an answer that it does not accept."),
        why=lazy_gettext("Whoever leaves it as it is would be told that their answer is wrong."),
        how=lazy_gettext("Begin with an answer that the field accepts, or with none."),
        wrong=of_form('{"type": "number", "key": "monto", "defaultValue": "mucho"}'),
        right=of_form('{"type": "number", "key": "monto", "defaultValue": 0}'),
    ),
    "form_expression": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A formula of the form cannot be read."),
        why=lazy_gettext("What it hides, requires or works out would never happen."),
        how=lazy_gettext("Correct it where the message says."),
        wrong=of_form('{"type": "expression", "key": "total", "expression": "=monto *"}'),
        right=of_form('{"type": "expression", "key": "total", "expression": "=monto * 1.16"}'),
    ),
    "form_computed": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A field that is worked out is asked for as well."),
        why=lazy_gettext("Nobody can fill it in, since its value is worked out."),
        how=lazy_gettext("Take away that it is mandatory, and the answer that it begins with."),
        wrong=of_form('{"type": "expression", "key": "total", "expression": "=1 + 1", "validate": {"required": true}}'),
        right=of_form('{"type": "expression", "key": "total", "expression": "=1 + 1"}'),
    ),
    "form_circular": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A field depends on itself."),
        why=lazy_gettext("To know it one would have to know it already: it would have no value, or never be shown."),
        how=lazy_gettext("Let it depend on other fields."),
        wrong=of_form('{"type": "expression", "key": "total", "expression": "=total + 1"}'),
        right=of_form('{"type": "expression", "key": "total", "expression": "=monto + 1"}'),
    ),
    "form_check": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A check between fields is not complete."),
        why=lazy_gettext("Without a condition and a message nobody would be told what is wrong."),
        how=lazy_gettext("Write its name, its condition and its message, and put it on a field, a list or the form."),
        wrong=of_form(
            '{"type": "number", "key": "fin", "properties": {"checks": [\n'
            '  {"name": "orden", "condition": "=fin > inicio"}\n'
            "]}}"
        ),
        right=of_form(
            '{"type": "number", "key": "fin", "properties": {"checks": [\n'
            '  {"name": "orden", "condition": "=fin > inicio", "message": "Termina antes de empezar."}\n'
            "]}}"
        ),
    ),
    "form_range": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The smallest that a field accepts is more than the largest."),
        why=lazy_gettext("No answer would ever be right."),
        how=lazy_gettext("Swap the two limits, or correct the one that is wrong."),
        wrong=of_form('{"type": "number", "key": "monto", "validate": {"min": 100, "max": 1}}'),
        right=of_form('{"type": "number", "key": "monto", "validate": {"min": 1, "max": 100}}'),
    ),
    "form_pattern": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The way in which a text must be written cannot be read."),
        why=lazy_gettext("No answer could be compared with it."),
        how=lazy_gettext("Correct the pattern, or take it away."),
        wrong=of_form(
            '{"type": "textfield", "key": "rfc", "validate": {"validationType": "custom", "pattern": "[A-Z"}}'
        ),
        right=of_form(
            '{"type": "textfield", "key": "rfc", "validate": {"validationType": "custom", "pattern": "[A-Z]+"}}'
        ),
    ),
    "form_accept": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("The kinds of files that a field accepts are not written as they should be."),
        why=lazy_gettext("People would be refused files that they should attach."),
        how=lazy_gettext("Write the endings of the files' names, such as .pdf, .docx"),
        wrong=of_form('{"type": "filepicker", "key": "propuesta", "accept": "pdf"}'),
        right=of_form('{"type": "filepicker", "key": "propuesta", "accept": ".pdf"}'),
    ),
    "form_table": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A table does not say what it shows."),
        why=lazy_gettext("Without rows and columns nothing would be seen."),
        how=lazy_gettext("Say which list it shows, and its columns."),
        wrong=of_form('{"type": "table", "label": "Partidas"}'),
        right=of_form(
            '{"type": "table", "label": "Partidas", "dataSource": "=partidas",\n'
            '  "columns": [{"key": "monto", "label": "Monto"}]}'
        ),
    ),
    "form_documents": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A preview of documents does not say which."),
        why=lazy_gettext("Nothing would be shown, or files would be looked for where none are kept."),
        how=lazy_gettext("Name the field whose files are shown."),
        wrong=of_form('{"type": "documentPreview", "label": "Propuesta"}'),
        right=of_form('{"type": "documentPreview", "label": "Propuesta", "dataSource": "=propuesta"}'),
    ),
    "form_readonly_rows": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("A list lets rows be removed that hold a field nobody may change."),
        why=lazy_gettext("With the row the field's value would go, which nobody may change."),
        how=lazy_gettext("Let no rows be added or removed, or let the field be changed."),
        wrong=of_form(
            '{"type": "dynamiclist", "path": "partidas",\n'
            '  "components": [{"type": "number", "key": "monto", "readonly": true}]}'
        ),
        right=of_form(
            '{"type": "dynamiclist", "path": "partidas", "allowAddRemove": false,\n'
            '  "components": [{"type": "number", "key": "monto", "readonly": true}]}'
        ),
    ),
    "form_mark": FileExplanation(
        Topic.FORMS,
        what=lazy_gettext("What a form says of who reads a value cannot be kept."),
        why=lazy_gettext(
            "A value that is meant for few would be read by everybody who sees the instance, or a role is misspelt and "
            "nobody reads it."
        ),
        how=lazy_gettext(
            "Name the roles that read it, with a comma between, on a field, a list or a group. What names an instance "
            "in the lists is read by everybody who sees it."
        ),
        wrong=of_form('{"type": "number", "key": "margen", "properties": {"confidential": true}}'),
        right=of_form('{"type": "number", "key": "margen", "properties": {"confidential": "direccion_general"}}'),
    ),
}
