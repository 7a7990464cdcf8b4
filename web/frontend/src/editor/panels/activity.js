// What the procedure's table says of an activity: its number, its records, its form, whether it is given back to.
import { attribute, definitionsOf } from "./extension.js";
import { records } from "./records.jsx";

const forms = JSON.parse(document.querySelector("[data-editor]").dataset.forms ?? "[]");

// One of the draft's, known by the steps that have it; also one of which the file is not there yet.
const form = attribute("bpmn:UserTask", "cauce:Activity", "form", "Form", {
  hint: "A new one is uploaded on the page of the draft, as a .form.json file.",
  options: (translate, object) => [
    { value: "", label: translate("No form") },
    ...[...new Set([...forms, form.read(object)])].filter(Boolean).map(id => ({ value: id, label: knownAs(object, id) })),
  ],
});

function knownAs(object, id) {
  const names = activitiesOf(definitionsOf(object))
    .filter(each => form.read(each) === id && each.name)
    .map(each => each.name);
  return names.length ? names.join(", ") : id;
}

function activitiesOf(container) {
  const within = [...(container.rootElements ?? []), ...(container.flowElements ?? [])];
  return within.flatMap(each => [each, ...activitiesOf(each)]).filter(each => each.$instanceOf("bpmn:UserTask"));
}

export const activity = {
  id: "activity",
  label: "Procedure",
  fields: [
    attribute("bpmn:Activity", "cauce:Activity", "number", "Number"),
    records,
    form,
    attribute("bpmn:UserTask", "cauce:Activity", "returnable", "Giving it back", {
      hint: "Whether whoever has the step after it may give the work back to this one.",
      options: translate => [
        { value: "", label: translate("It can be given back to this step") },
        { value: "false", label: translate("Nobody gives it back to this step") },
      ],
    }),
  ],
};
