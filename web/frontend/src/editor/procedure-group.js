// What the procedure's table says of an activity and a lane, as a group of the properties panel.
import {
  SelectEntry, TextAreaEntry, TextFieldEntry, isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { fields } from "./procedure-fields.js";

class ProcedureProvider {
  constructor(propertiesPanel, translate) {
    this.translate = translate;
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return groups => {
      const entries = fields.filter(field => is(element, field.on)).map(field => entry(element, field));
      if (!entries.length) return groups;
      const group = { id: "procedure", label: this.translate("Procedure"), entries, shouldOpen: true };
      return [...groups.slice(0, 1), group, ...groups.slice(1)];
    };
  }
}
ProcedureProvider.$inject = ["propertiesPanel", "translate"];

function entry(element, field) {
  return {
    id: `procedure-${field.id}`,
    element,
    ...drawing(field),
    field,
  };
}

function drawing({ area, options }) {
  if (options) return { component: Choice, isEdited: isSelectEntryEdited };
  return area ? { component: Area, isEdited: isTextAreaEntryEdited } : { component: Line, isEdited: isTextFieldEntryEdited };
}

function Choice(props) {
  const translate = useService("translate");
  return SelectEntry({ ...useField(props), getOptions: () => props.field.options(translate, props.element.businessObject) });
}

function Line(props) {
  return TextFieldEntry(useField(props));
}

function Area(props) {
  return TextAreaEntry({ ...useField(props), rows: 3 });
}

function useField({ id, element, field }) {
  const [translate, debounce, modeling, moddle] =
    ["translate", "debounceInput", "modeling", "bpmnFactory"].map(name => useService(name));
  const context = { element, modeling, factory: moddle };
  return {
    id,
    element,
    debounce,
    label: translate(field.label),
    description: field.hint && translate(field.hint),
    validate: value => (field.wrong?.(value ?? "") ? translate(field.wrong(value ?? "")) : undefined),
    getValue: () => field.read(element.businessObject),
    setValue: value => field.write(context, value ?? ""),
  };
}

export const ProcedureModule = {
  __init__: ["procedureProvider"],
  procedureProvider: ["type", ProcedureProvider],
};
