// Which roles a lane and a step have in the diagram, and how that is written, as one undoable step.
import { knowledge } from "../knowledge.js";
import { definitionsOf, values } from "./extension.js";

const LIST = /^\[\s*("[^"\\]+"\s*(,\s*"[^"\\]+"\s*)*)?\]$/;
const byName = (one, other) => one.name.localeCompare(other.name);

// Ids of the roles that staff a lane; one that names none is staffed by the role with its own id.
export function staffing(lane) {
  const named = values(lane, "cauce:Staffing").map(each => each.get("role")).filter(Boolean);
  return named.length ? named : [lane.id];
}

// Who may do a step: ids of roles, or an expression; neither where it is whoever does the work of its lane.
export function performers(object) {
  const owners = object.get("resources") ?? [];
  const ids = [];
  for (const { resourceRef, resourceAssignmentExpression } of owners) {
    const body = resourceAssignmentExpression?.expression?.body?.trim();
    if (resourceRef) ids.push(resourceRef.id);
    else if (body && LIST.test(body)) ids.push(...JSON.parse(body));
    else if (body) return { ids, expression: body };
  }
  return { ids };
}

// A role of which only its id is known stands there by the words of it, as whoever made the file meant it.
export function nameOf(id, root) {
  const known = knowledge.told.roles.find(role => role.id === id)?.name ?? resource(root, id)?.name;
  return known ?? id.replace(/_+/g, " ").replace(/^./, first => first.toUpperCase());
}

export const namesOf = (ids, root) => ids.map(id => nameOf(id, root));

// The roles to choose from: those that are known, and those chosen that are not.
export function choices(chosen, first, root) {
  const known = knowledge.told.roles;
  const others = chosen.filter(id => !known.some(role => role.id === id)).map(id => ({ id, name: nameOf(id, root) }));
  const before = [...known, ...others].filter(role => first.includes(role.id)).sort(byName);
  return [...before, ...[...known, ...others].filter(role => !first.includes(role.id)).sort(byName)];
}

function resource(root, id) {
  return root.rootElements?.find(each => each.$type === "bpmn:Resource" && each.id === id);
}

// A role whose id another element of the file has (a lane is often called as its role) can only be named in an
// expression, since ids are unique; any other is named by a resource, which also brings its name along.
export function writePerformers({ element, factory, put }, { ids = [], expression }) {
  const root = definitionsOf(element.businessObject);
  const listed = ids.some(id => !resource(root, id) && root.$model.ids.assigned(id));
  const made = expression || listed ? [] : missing(root, factory, ids);
  const known = id => resource(root, id) ?? made.find(each => each.id === id);
  const owners = expression || (listed && ids.length)
    ? [byExpression(factory, expression ?? JSON.stringify(ids))]
    : ids.map(id => factory.create("bpmn:PotentialOwner", { resourceRef: known(id) }));
  for (const each of owners) each.$parent = element.businessObject;
  put({ resources: owners }, ...declaring(root, made));
}

export function writeStaffing({ element, factory, put }, ids) {
  const object = element.businessObject;
  const root = definitionsOf(object);
  const free = ids.filter(id => !root.$model.ids.assigned(id));
  const others = (object.extensionElements?.get("values") ?? []).filter(each => each.$type !== "cauce:Staffing");
  const extensionElements = factory.create("bpmn:ExtensionElements", {
    values: [...ids.map(role => factory.create("cauce:Staffing", { role })), ...others],
  });
  extensionElements.$parent = object;
  for (const each of extensionElements.values) each.$parent = extensionElements;
  const properties = { extensionElements: extensionElements.values.length ? extensionElements : undefined };
  put(properties, ...declaring(root, missing(root, factory, free)));
}

function missing(root, factory, ids) {
  const made = ids.filter(id => !resource(root, id)).map(id => factory.create("bpmn:Resource", { id, name: nameOf(id, root) }));
  for (const each of made) each.$parent = root;
  return made;
}

const declaring = (root, made) => (made.length ? [[root, { rootElements: [...made, ...root.rootElements] }]] : []);

function byExpression(factory, body) {
  const expression = factory.create("bpmn:FormalExpression", { body });
  const assignment = factory.create("bpmn:ResourceAssignmentExpression", { expression });
  const made = factory.create("bpmn:PotentialOwner", { resourceAssignmentExpression: assignment });
  expression.$parent = assignment;
  assignment.$parent = made;
  return made;
}
