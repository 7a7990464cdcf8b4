// The fields of our group: how each is read from an element's extension, and written there as one undoable step.
import { askedBefore } from "./asked-before.js";

const CODE = /^[A-Z]{1,4}(?:-[A-Z0-9]+)+$/;

const { questions: handed = "[]", forms: kept = "[]" } = document.querySelector("[data-editor]").dataset;
const questions = JSON.parse(handed);
const forms = JSON.parse(kept);

const values = (object, type) => (object.extensionElements?.get("values") ?? []).filter(each => each.$type === type);
const lines = text => text.split("\n").map(line => line.trim()).filter(Boolean);
const blank = text => text.trim() || undefined;

function write({ element, modeling, factory }, type, made) {
  const object = element.businessObject;
  const others = (object.extensionElements?.get("values") ?? []).filter(each => each.$type !== type);
  const extensionElements = factory.create("bpmn:ExtensionElements", { values: [...others, ...made] });
  extensionElements.$parent = object;
  for (const each of extensionElements.values) each.$parent = extensionElements;
  modeling.updateProperties(element, { extensionElements: extensionElements.values.length ? extensionElements : undefined });
}

function attribute(on, type, name, label, more = {}) {
  return {
    id: name,
    on,
    label,
    read: object => values(object, type)[0]?.get(name)?.toString() ?? "",
    write: (context, text) => {
      const { factory } = context;
      const before = values(context.element.businessObject, type)[0];
      const said = { ...plain(before), [name]: blank(text) };
      const empty = Object.values(said).every(value => value === undefined || value?.length === 0);
      write(context, type, empty ? [] : [factory.create(type, said)]);
    },
    ...more,
  };
}

// A copy of what one of our elements says, so that undoing gives the old one back.
function plain(element) {
  if (!element) return {};
  return Object.fromEntries(
    element.$descriptor.properties.map(({ ns }) => [ns.localName, element.get(ns.localName)]).filter(([, value]) => value !== undefined),
  );
}

function list(on, type, name, label, more) {
  return {
    id: more.id ?? type,
    on,
    area: true,
    label,
    hint: more.hint,
    read: object => values(object, type).map(each => each.get(name) ?? "").join("\n"),
    write: (context, text) => write(context, type, lines(text).map(line => context.factory.create(type, { [name]: line }))),
  };
}

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

// Who may do it, instead of the whole lane: roles by id, or an expression that yields them. A role whose id another
// element of the file has (a lane is often called as its role) can only be named in an expression: ids are unique.
const LIST = /^\[\s*("\w+"\s*(,\s*"\w+"\s*)*)?\]$/;

const who = {
  id: "who",
  on: "bpmn:UserTask",
  label: "Who may do it",
  hint: "Ids of roles, separated by spaces. Empty: the roles of the lane.",
  read: object => (object.get("resources") ?? []).map(owner).filter(Boolean).join(" "),
  write: (context, text) => {
    const { element, modeling, factory } = context;
    const root = definitionsOf(element.businessObject);
    const ids = text.split(/[\s,]+/).filter(Boolean);
    const known = id => root.rootElements.find(each => each.$type === "bpmn:Resource" && each.id === id);
    let owners;
    if (text.trim().startsWith("=")) {
      owners = [byExpression(factory, text.trim().slice(1).trim())];
    } else if (ids.some(id => !known(id) && root.$model.ids.assigned(id))) {
      owners = [byExpression(factory, `[${ids.map(id => JSON.stringify(id)).join(", ")}]`)];
    } else {
      const made = ids.filter(id => !known(id)).map(id => factory.create("bpmn:Resource", { id, name: id }));
      for (const resource of made) resource.$parent = root;
      if (made.length) modeling.updateModdleProperties(element, root, { rootElements: [...made, ...root.rootElements] });
      owners = ids.map(id => factory.create("bpmn:PotentialOwner", { resourceRef: known(id) }));
    }
    for (const each of owners) each.$parent = element.businessObject;
    modeling.updateProperties(element, { resources: owners });
  },
};

function owner({ resourceRef, resourceAssignmentExpression }) {
  const body = resourceAssignmentExpression?.expression?.body;
  if (resourceRef || !body) return resourceRef?.id;
  return LIST.test(body.trim()) ? JSON.parse(body).join(" ") : `= ${body}`;
}

function byExpression(factory, body) {
  const expression = factory.create("bpmn:FormalExpression", { body });
  const assignment = factory.create("bpmn:ResourceAssignmentExpression", { expression });
  const made = factory.create("bpmn:PotentialOwner", { resourceAssignmentExpression: assignment });
  expression.$parent = assignment;
  assignment.$parent = made;
  return made;
}

function definitionsOf(object) {
  let root = object;
  while (root.$parent) root = root.$parent;
  return root;
}

const condition = {
  id: "condition",
  on: "bpmn:SequenceFlow",
  label: "Condition",
  hint: "When this way is taken, from the answers of the forms: go == True",
  read: object => object.conditionExpression?.body ?? "",
  write: ({ element, modeling, factory }, text) => {
    const conditionExpression = blank(text) && factory.create("bpmn:FormalExpression", { body: blank(text) });
    if (conditionExpression) conditionExpression.$parent = element.businessObject;
    modeling.updateProperties(element, { conditionExpression });
  },
};

// The same condition, chosen from what the forms of the draft ask (web/processes/questions.py hands it to the page).
const answer = {
  ...condition,
  id: "answer",
  label: "From an answer",
  hint: "It writes the condition for you; change it above as you need.",
  options: (translate, object) => [
    { value: "", label: translate("Choose an answer of a form…") },
    ...askedBefore(object, questions, translate("Asked later, or on another way")).map(({ step, asked }) => ({
      label: step,
      children: asked.flatMap(({ label, answers }) =>
        answers.map(each => ({ value: each.condition, label: `${label}: ${each.label}` })),
      ),
    })),
  ],
  read: object => {
    const body = condition.read(object).trim();
    return questions.some(({ answers }) => answers.some(each => each.condition === body)) ? body : "";
  },
  // The line that leads nowhere chooses nothing; the field above is where a condition is taken out.
  write: (context, text) => text && condition.write(context, text),
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

// What an end means, of which whoever took part is told.
const outcome = attribute("bpmn:EndEvent", "cauce:Outcome", "kind", "What this end means", {
  hint: "Whoever took part is told of it.",
  options: translate => [
    { value: "", label: translate("Nothing in particular") },
    { value: "won", label: translate("It was won") },
    { value: "lost", label: translate("It was lost") },
    { value: "noGo", label: translate("It was a No Go") },
  ],
});

const days = text => (/^\d{0,4}$/.test(text.trim()) ? undefined : "A whole number of business days");

export const fields = [
  attribute("bpmn:Activity", "cauce:Activity", "number", "Number"),
  attribute("bpmn:Activity", "cauce:Activity", "responsible", "Responsible"),
  records,
  form,
  attribute("bpmn:UserTask", "cauce:Activity", "returnable", "Giving it back", {
    hint: "Whether whoever has the step after it may give the work back to this one.",
    options: translate => [
      { value: "", label: translate("It can be given back to this step") },
      { value: "false", label: translate("Nobody gives it back to this step") },
    ],
  }),
  who,
  attribute("bpmn:UserTask", "cauce:Due", "businessDays", "Term in business days", { wrong: days }),
  attribute("bpmn:UserTask", "cauce:Due", "before", "Counted back from the date", { hint: "The variable that holds it, e.g. fecha_entrega" }),
  condition,
  answer,
  outcome,
  list("bpmn:Lane", "cauce:Staffing", "role", "Roles of the lane", { hint: "Ids of roles, one on each line" }),
  list("bpmn:Lane", "cauce:Responsibility", "text", "Responsibilities", { hint: "One on each line" }),
];
