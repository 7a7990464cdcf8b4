// What the procedure's table says of an activity: its number, its records, its form, whether it is given back to.
import { attribute, definitionsOf, lines, plain, values, write } from "./extension.js";

const CODE = /^[A-Z]{1,4}(?:-[A-Z0-9]+)+$/;
const forms = JSON.parse(document.querySelector("[data-editor]").dataset.forms ?? "[]");

const records = {
  id: "records",
  on: "bpmn:Activity",
  area: true,
  label: "Records",
  hint: "One on each line, its code first: F-COM-003 Proposal",
  read: object =>
    (values(object, "cauce:Activity")[0]?.get("records") ?? [])
      .map(record => [record.get("code"), record.get("name")].filter(Boolean).join(" "))
      .join("\n"),
  write: (context, text) => {
    const { factory } = context;
    const made = lines(text).map(line => {
      const [first, ...rest] = line.split(/\s+/);
      const code = CODE.test(first) && rest.length ? first : undefined;
      return factory.create("cauce:Record", { code, name: code ? rest.join(" ") : line });
    });
    const activity = factory.create("cauce:Activity", { ...plain(values(context.element.businessObject, "cauce:Activity")[0]), records: made });
    for (const record of made) record.$parent = activity;
    write(context, "cauce:Activity", [activity]);
  },
};

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
  return names.length ? `${names.join(", ")} (${id})` : id;
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
