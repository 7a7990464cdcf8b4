/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// What is computed before and after a step, or by an automatic activity, as assignments: this field is to hold that.
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { assignmentsOf, given, nameFor, scriptOfAssignments, textOfGiven } from "../expressions/assignments.js";
import { useKnowledge } from "../knowledge.js";
import { Expression } from "./expression.jsx";
import { runsEachTime, scriptOf, writeScript } from "./extension.js";
import { useWriting } from "./fields.js";
import { Button, Entry, Select, Text, VariableChoice, labelOf } from "./parts.jsx";

const SCRIPTED = ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:SendTask", "bpmn:SubProcess", "bpmn:CallActivity", "bpmn:Task"];
const eachTime = object => runsEachTime(object.loopCharacteristics);

function about(id, on, label, hint, point, read, write, when) {
  const Component = ({ id: entry, element }) => {
    const context = useWriting(element);
    const translate = useService("translate");
    const object = element.businessObject;
    return <Script id={entry} element={element} point={point(object)} label={translate(label)} hint={translate(hint)} text={read(object)} onChange={text => write(context, text)} />;
  };
  return { id, on, when, component: Component, isEdited: () => false };
}

const scripted = object => SCRIPTED.includes(object.$type);
const before = about("before", "bpmn:Activity", "Before the step", "What is computed as soon as the step begins.",
  object => (eachTime(object) ? "enabled" : "before"), object => scriptOf(object, "preScript"), (context, text) => writeScript(context, "preScript", text), scripted);
const after = about("after", "bpmn:Activity", "After the step", "What is computed as soon as the step is done.",
  object => (eachTime(object) ? "done" : "completed"), object => scriptOf(object, "postScript"), (context, text) => writeScript(context, "postScript", text), scripted);
const automatic = about("script", "bpmn:ScriptTask", "What it computes", "It is done by itself; nobody waits for it.",
  () => "enabled", object => object.script ?? "", ({ put }, text) => put({ script: text.trim() || undefined }));

export const scripts = {
  id: "scripts",
  label: "Computations",
  fields: [automatic, before, after],
  isOpen: object => Boolean(object.script || scriptOf(object, "preScript") || scriptOf(object, "postScript")),
};

function Script({ id, element, point, label, hint, text, onChange }) {
  const translate = useService("translate");
  const knowledge = useKnowledge();
  const variables = knowledge.at(element.id, point) ?? [];
  const [begun, begin] = useState();
  const told = assignmentsOf(text);
  const shown = begun?.of === `${element.id} ${text}` ? begun.rows : told;
  if (!shown) {
    return (
      <Entry id={id} label={label} hint={translate("This computation says more than assignments do.")}>
        <Expression id={id} variables={variables} text={text} onChange={onChange} rows={4} />
      </Entry>
    );
  }
  const change = rows => {
    const made = scriptOfAssignments(rows.filter(each => each.name && each.text?.trim()));
    begin({ of: `${element.id} ${made}`, rows });
    if (made !== text) onChange(made);
  };
  const put = (index, row) => change(shown.map((each, at) => (at === index ? row : each)));
  return (
    <Entry id={id} label={label} hint={shown.length ? undefined : hint}>
      {shown.map((row, index) => (
        // What an assignment above gave is known below.
        <Assignment key={index} id={`${id}-${index}`} row={row} number={index + 1} element={element} onChange={next => put(index, next)} onRemove={() => change(shown.filter((_, at) => at !== index))}
          variables={[...variables, ...shown.slice(0, index).filter(each => each.name && !variables.some(known => known.name === each.name)).map(each => ({ name: each.name, label: null, kind: "any", options: [], by: [] }))]} />
      ))}
      <Button onClick={() => change([...shown, { name: "", text: "" }])}>{translate("Add a computation")}</Button>
    </Entry>
  );
}

function Assignment({ id, row, number, element, variables, onChange, onRemove }) {
  const translate = useService("translate");
  const [kind, choose] = useState();
  const [naming, name] = useState(false);
  const told = given(row.text || "");
  const is = kind && kind.of === row.text ? kind.is : row.text ? told.kind : "field";
  const become = next => {
    const text = ["true", "false", "none", "list"].includes(next) ? textOfGiven({ kind: next }) : next === "formula" ? row.text : "";
    choose({ of: text, is: next });
    onChange({ ...row, text });
  };
  const put = made => {
    const text = made.value === "" && made.kind !== "text" ? "" : textOfGiven(made);
    choose({ of: text, is: made.kind });
    onChange({ ...row, text });
  };
  const known = variables.some(each => each.name === row.name);
  return (
    <fieldset>
      <legend>{translate("Computation {number}", { number })}</legend>
      {naming || (row.name && !known) ? (
        <Text shown label={translate("What the new field is called")} value={labelOf(row.name)}
          onChange={text => (name(!text), onChange({ ...row, name: nameFor(text) }))} />
      ) : (
        <VariableChoice shown label={translate("Field that is to hold it")} element={element} variables={variables} value={row.name}
          onChange={chosen => (name(!chosen), onChange({ ...row, name: chosen }))} />
      )}
      {!row.name && !naming && <Button onClick={() => name(true)}>{translate("A new field")}</Button>}
      <Select shown label={translate("What it holds")} value={is} onChange={become} options={[
        { value: "field", label: translate("The same as another field") },
        { value: "text", label: translate("This text") },
        { value: "number", label: translate("This number") },
        { value: "true", label: translate("Yes") },
        { value: "false", label: translate("No") },
        { value: "none", label: translate("Nothing") },
        { value: "list", label: translate("An empty list") },
        { value: "formula", label: translate("A formula") },
      ]} />
      {is === "field" && <VariableChoice label={translate("Field")} element={element} variables={variables} value={told.kind === "field" ? told.value : ""} onChange={value => put({ kind: "field", value })} />}
      {is === "text" && <Text label={translate("Text")} value={told.kind === "text" ? told.value : ""} onChange={value => put({ kind: "text", value })} />}
      {is === "number" && <Text label={translate("Number")} type="number" step="any" value={told.kind === "number" ? told.value : ""} onChange={value => put({ kind: "number", value })} />}
      {is === "formula" && <Expression id={id} label={translate("Formula")} variables={variables} text={row.text} onChange={value => put({ kind: "formula", value })} />}
      <Button onClick={onRemove} aria-label={translate("Remove computation {number}", { number })}>{translate("Remove")}</Button>
    </fieldset>
  );
}
