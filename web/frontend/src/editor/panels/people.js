// Who answers for an activity, and who may do it.
import { attribute, definitionsOf } from "./extension.js";

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

export const people = {
  id: "people",
  label: "Who",
  fields: [attribute("bpmn:Activity", "cauce:Activity", "responsible", "Responsible"), who],
};
