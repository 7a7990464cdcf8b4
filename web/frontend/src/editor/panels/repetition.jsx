/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// How often an activity is done: once, once for each of a list, so many times, or again as long as a condition holds.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { nameFor } from "../expressions/assignments.js";
import { literal } from "../expressions/rows.js";
import { useKnowledge } from "../knowledge.js";
import { kindOf } from "./comparisons.js";
import { ConditionBuilder } from "./condition-builder.jsx";
import { definitionsOf } from "./extension.js";
import { useWriting } from "./fields.js";
import { Entry, Select, Text, VariableChoice, fitting, labelOf } from "./parts.jsx";

const REPEATED = ["bpmn:Task", "bpmn:UserTask", "bpmn:ManualTask", "bpmn:SubProcess", "bpmn:CallActivity"];

// Stands for a condition that nobody has given yet.
const NEVER = literal(false);

function wayOf(loop) {
  if (!loop) return "once";
  if (is(loop, "bpmn:StandardLoopCharacteristics")) return "while";
  return loop.isSequential ? "sequential" : "parallel";
}

function Repetition({ id, element }) {
  const translate = useService("translate");
  const knowledge = useKnowledge();
  const context = useWriting(element);
  const loop = element.businessObject.loopCharacteristics;
  const way = wayOf(loop);
  const label = translate("How often it is done");
  const several = way === "parallel" || way === "sequential";
  return (
    <Entry id={id} label={label}>
      <Select label={label} value={way} onChange={next => repeat(context, loop, next)} options={[
        { value: "once", label: translate("Once") },
        { value: "parallel", label: translate("Several times at the same time") },
        { value: "sequential", label: translate("Several times, one after the other") },
        { value: "while", label: translate("Again, as long as a condition holds") },
      ]} />
      {several && <Several loop={loop} element={element} context={context} before={knowledge.at(element.id, "before") ?? []} left={knowledge.at(element.id, "left") ?? []} />}
      {way === "while" && <Again id={id} loop={loop} element={element} context={context} />}
    </Entry>
  );
}

function Several({ loop, element, context, before, left }) {
  const translate = useService("translate");
  const list = loop.loopDataInputRef?.id ?? "";
  const lists = fitting(before, list, each => ["choices", "list"].includes(kindOf(each)) && !isTaken(context, each.name));
  const times = loop.loopCardinality?.body ?? "";
  const item = loop.inputDataItem?.id;
  const gathered = loop.loopDataOutputRef?.id;
  return (
    <>
      <VariableChoice shown label={translate("Once for each of")} none={translate("A fixed number of times")} element={element} variables={lists} value={list} onChange={name => overList(context, loop, name)} />
      {list ? (
        <p class="sentence">{translate("Once for each of “{list}”; each time, “{item}” is the one that it is about.", { list: labelOf(list), item: labelOf(item ?? list) })}</p>
      ) : (
        <Text shown label={translate("How many times")} value={times} onChange={text => soManyTimes(context, loop, text)} />
      )}
      {list && <Text shown label={translate("What each of them is called")} value={item ?? ""} onChange={text => nameFor(text) && change(context, loop, { inputDataItem: dataOf(context, loop, "bpmn:DataInput", free(context, nameFor(text))) })} />}
      <Select shown label={translate("What each time leaves")} value={gathered ? "gathered" : ""} onChange={value => gather(context, loop, Boolean(value), left)} options={[
        { value: "", label: translate("Each time writes over what the time before left") },
        { value: "gathered", label: translate("What each time leaves is gathered in a list") },
      ]} />
      {gathered && (
        <>
          <VariableChoice shown label={translate("What is gathered")} element={element} variables={fitting(left, loop.outputDataItem?.id, each => !isTaken(context, each.name))} value={loop.outputDataItem?.id}
            onChange={name => name && change(context, loop, { outputDataItem: dataOf(context, loop, "bpmn:DataOutput", name) })} />
          <Text shown label={translate("What the list is called")} value={gathered} onChange={text => into(context, loop, nameFor(text))} />
        </>
      )}
      <Select shown label={translate("When it goes on")} value={loop.completionCondition ? "enough" : "all"} onChange={value => change(context, loop, { completionCondition: value === "enough" ? said(context, loop, NEVER) : undefined })} options={[
        { value: "all", label: translate("When all of them are done") },
        { value: "enough", label: translate("As soon as a condition holds") },
      ]} />
      {loop.completionCondition && (
        <ConditionBuilder id={`${element.id}-enough`} element={element} point="left" text={plainly(loop.completionCondition.body)} onChange={text => change(context, loop, { completionCondition: said(context, loop, text || NEVER) })} />
      )}
    </>
  );
}

const plainly = text => (text === NEVER ? "" : text ?? "");

function Again({ id, loop, element, context }) {
  const translate = useService("translate");
  return (
    <>
      <ConditionBuilder id={id} element={element} point="left" text={plainly(loop.loopCondition?.body)} onChange={text => change(context, loop, { loopCondition: said(context, loop, text || NEVER) })} />
      <Select shown label={translate("When it is asked")} value={loop.testBefore ? "before" : "after"} onChange={value => change(context, loop, { testBefore: value === "before" })} options={[
        { value: "after", label: translate("It is done once, and then it is asked whether again") },
        { value: "before", label: translate("It is asked before the first time too") },
      ]} />
      <Text shown label={translate("How many times at most")} type="number" min="1" value={loop.loopMaximum ?? ""}
        onChange={text => change(context, loop, { loopMaximum: text ? Number(text) : undefined })} />
    </>
  );
}

function change({ put }, loop, properties, ...others) {
  put({}, ...others, [loop, properties]);
}

function repeat(context, before, way) {
  const { element, factory, put } = context;
  if (way === "once") return put({ loopCharacteristics: undefined });
  if (before && way !== "while" && wayOf(before) !== "while") return change(context, before, { isSequential: way === "sequential" });
  const loop = way === "while"
    ? factory.create("bpmn:StandardLoopCharacteristics")
    : factory.create("bpmn:MultiInstanceLoopCharacteristics", { isSequential: way === "sequential" });
  loop.$parent = element.businessObject;
  if (way === "while") loop.loopCondition = said(context, loop, NEVER);
  else loop.loopCardinality = said(context, loop, "2");
  return put({ loopCharacteristics: loop });
}

function overList(context, loop, name) {
  if (!name) return change(context, loop, { loopDataInputRef: undefined, inputDataItem: undefined, loopCardinality: said(context, loop, "2") });
  const { property, made } = propertyFor(context, name);
  const item = loop.inputDataItem ?? dataOf(context, loop, "bpmn:DataInput", free(context, /..s$/.test(name) ? name.slice(0, -1) : `${name}_1`));
  return change(context, loop, { loopDataInputRef: property, inputDataItem: item, loopCardinality: undefined }, ...made);
}

function soManyTimes(context, loop, text) {
  change(context, loop, { loopCardinality: said(context, loop, text.trim() || "2") });
}

// What each time leaves: at first what the step itself asks for.
function gather(context, loop, on, variables) {
  if (!on) return change(context, loop, { loopDataOutputRef: undefined, outputDataItem: undefined });
  const own = variables.find(each => each.by.includes(context.element.id) && !isTaken(context, each.name));
  const name = own?.name ?? free(context, "respuesta");
  const { property, made } = propertyFor(context, free(context, `${name}_todas`));
  return change(context, loop, { loopDataOutputRef: property, outputDataItem: dataOf(context, loop, "bpmn:DataOutput", name) }, ...made);
}

function into(context, loop, name) {
  if (!name || isTaken(context, name)) return undefined;
  const { property, made } = propertyFor(context, name);
  return change(context, loop, { loopDataOutputRef: property }, ...made);
}

function said({ factory }, parent, body) {
  const made = factory.create("bpmn:FormalExpression", { body });
  made.$parent = parent;
  return made;
}

function dataOf({ factory }, loop, type, name) {
  const made = factory.create(type, { name });
  made.id = name; // the engine knows it by its id
  made.$parent = loop;
  return made;
}

// The list as BPMN refers to it: a property of the process, under the id by which the engine knows it.
function propertyFor({ element, factory }, name) {
  let process = element.businessObject;
  while (!is(process, "bpmn:Process")) process = process.$parent;
  const found = everything(definitionsOf(process)).find(each => each.id === name && is(each, "bpmn:Property"));
  if (found) return { property: found, made: [] };
  const property = factory.create("bpmn:Property", { name });
  property.id = name;
  property.$parent = process;
  return { property, made: [[process, { properties: [...(process.properties ?? []), property] }]] };
}

// Ids are unique in a file: a name is taken where an element has it that is no list.
function isTaken({ element }, name) {
  return everything(definitionsOf(element.businessObject)).some(each => each.id === name && !is(each, "bpmn:Property"));
}

function free(context, name) {
  const ids = new Set(everything(definitionsOf(context.element.businessObject)).map(each => each.id));
  let found = name;
  for (let number = 2; ids.has(found); number += 1) found = `${name}_${number}`;
  return found;
}

// Every element of the file.
function everything(root) {
  const found = new Set([root]);
  for (const each of found) {
    for (const value of Object.values(each).flat()) if (value?.$type && value.$instanceOf) found.add(value);
  }
  return [...found];
}

export const repetition = {
  id: "repetition",
  label: "Repetition",
  fields: [{ id: "repetition", on: "bpmn:Activity", when: object => REPEATED.includes(object.$type), component: Repetition, isEdited: () => false }],
  isOpen: object => Boolean(object.loopCharacteristics),
};
