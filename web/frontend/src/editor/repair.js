// Makes the one change that puts a finding right; the editor undoes it like any other.
const MAKES = {
  gateway: (modeler, element, value) =>
    modeler.get("bpmnReplace").replaceElement(element, { type: `bpmn:${value[0].toUpperCase()}${value.slice(1)}` }),
  interrupting: (modeler, element, value) =>
    modeler.get("modeling").updateProperties(element, { cancelActivity: value === "true" }),
  condition: (modeler, element, value) =>
    modeler.get("modeling").updateProperties(element, {
      conditionExpression: modeler.get("moddle").create("bpmn:FormalExpression", { body: value }),
    }),
  default: (modeler, element, value) =>
    modeler.get("modeling").updateProperties(element, { default: modeler.get("elementRegistry").get(value)?.businessObject }),
};

export function canRepair(modeler, { kind, element }) {
  return kind in MAKES && Boolean(modeler.get("elementRegistry").get(element));
}

export function repair(modeler, { kind, element, value }) {
  MAKES[kind](modeler, modeler.get("elementRegistry").get(element), value);
}
