// How what we say of an element is read from its extension, and written there as one undoable step.
export const values = (object, type) => (object.extensionElements?.get("values") ?? []).filter(each => each.$type === type);
export const lines = text => text.split("\n").map(line => line.trim()).filter(Boolean);
export const blank = text => text.trim() || undefined;

// Puts `made` in the place of what the element says of that type.
export function write(context, type, made) {
  exchange(context, each => each.$type === type, made);
}

// Puts `made` in the place of those of its extension elements that `goes` says.
export function exchange({ element, modeling, factory }, goes, made) {
  const object = element.businessObject;
  const others = (object.extensionElements?.get("values") ?? []).filter(each => !goes(each));
  const extensionElements = factory.create("bpmn:ExtensionElements", { values: [...others, ...made] });
  extensionElements.$parent = object;
  for (const each of extensionElements.values) each.$parent = extensionElements;
  modeling.updateProperties(element, { extensionElements: extensionElements.values.length ? extensionElements : undefined });
}

// The scripts before and after a step are SpiffWorkflow's, in whatever prefix the file has for it.
const SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core";
const isScript = name => each => each.$descriptor?.ns?.uri === SPIFF && each.$descriptor.ns.localName === name;

export function scriptOf(object, name) {
  return (object.extensionElements?.get("values") ?? []).filter(isScript(name)).at(-1)?.$body ?? "";
}

export function writeScript(context, name, text) {
  const made = blank(text) && context.moddle.createAny(`spiffworkflow:${name}`, SPIFF, { $body: text.trim() });
  exchange(context, isScript(name), made ? [made] : []);
}

// Whether the scripts of a repeated step are run each time, and not once for all.
export function runsEachTime(loop) {
  return Object.entries(loop?.$attrs ?? {}).some(([name, value]) => name.endsWith(":scriptsOnInstances") && value === "true");
}

// A field that is one attribute of the first of our elements of that type; an element that says nothing any more goes.
export function attribute(on, type, name, label, more = {}) {
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

// A field that is several of our elements, one on each line.
export function list(on, type, name, label, more) {
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

// A copy of what one of our elements says, so that undoing gives the old one back.
export function plain(element) {
  if (!element) return {};
  return Object.fromEntries(
    element.$descriptor.properties.map(({ ns }) => [ns.localName, element.get(ns.localName)]).filter(([, value]) => value !== undefined),
  );
}

export function definitionsOf(object) {
  let root = object;
  while (root.$parent) root = root.$parent;
  return root;
}
