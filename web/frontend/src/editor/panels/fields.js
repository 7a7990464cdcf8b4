// A field as an entry of the properties panel: a line, an area, a choice, or a component of its own.
import {
  SelectEntry, TextAreaEntry, TextFieldEntry, isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { useService } from "bpmn-js-properties-panel";

// `field` says its id, label and hint, how it is read from the element's object and written there (`read`, `write`), and
// how it is drawn: `options` to choose from, `area` for several lines, or a `component` that is handed `{ id, element, field }`.
export function entry(element, field) {
  return { id: `procedure-${field.id}`, element, field, ...drawing(field) };
}

function drawing({ area, options, component, isEdited }) {
  if (component) return { component: ofItsElement(component), isEdited };
  if (options) return { component: Choice, isEdited: isSelectEntryEdited };
  return area ? { component: Area, isEdited: isTextAreaEntryEdited } : { component: Line, isEdited: isTextFieldEntryEdited };
}

// What somebody has begun to write is of one element: for another the component begins anew.
function ofItsElement(component) {
  if (!begunAnew.has(component)) begunAnew.set(component, props => h(component, { ...props, key: props.element.id }));
  return begunAnew.get(component);
}

const begunAnew = new WeakMap();

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

// What a field's `write` is handed besides what was written. `put` changes properties of the element's object, or of others
// that are named with it, `[object, properties]`, as one step that is undone at once.
export function useWriting(element) {
  const [modeling, factory, moddle, commandStack] = ["modeling", "bpmnFactory", "moddle", "commandStack"].map(name => useService(name));
  const change = ([moddleElement, properties]) => ({ cmd: "element.updateModdleProperties", context: { element, moddleElement, properties } });
  const put = (properties, ...others) =>
    commandStack.execute("properties-panel.multi-command-executor", [...others, [element.businessObject, properties]].map(change));
  return { element, modeling, factory, moddle, put };
}

function useField({ id, element, field }) {
  const [translate, debounce] = ["translate", "debounceInput"].map(name => useService(name));
  const context = useWriting(element);
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
