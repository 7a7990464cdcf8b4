/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// In whose lane an activity stands, who answers for it, and who may do it: roles that are there, by name and with who
// holds them.
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { useKnowledge } from "../knowledge.js";
import { laneOf, lanesAround, moveToLane } from "../lanes.js";
import { Expression } from "./expression.jsx";
import { attribute, definitionsOf } from "./extension.js";
import { useWriting } from "./fields.js";
import { Entry, Select, Text, VariableChoice } from "./parts.jsx";
import { RolePicker } from "./role-picker.jsx";
import { choices, namesOf, performers, staffing, writePerformers } from "./roles.js";

const OTHER = "\n"; // no text of one line is this

// Whoever never drew would not think of dragging a step to whom it is handed.
const lane = { id: "lane", on: "bpmn:Activity", component: Lane, isEdited: () => false };

function Lane({ id, element }) {
  const [translate, registry, modeling, canvas] = ["translate", "elementRegistry", "modeling", "canvas"].map(name => useService(name));
  const lanes = is(element.parent, "bpmn:Participant") ? lanesAround(registry, element) : [];
  if (lanes.length < 2) return null;
  const options = lanes.map(each => ({ value: each.id, label: each.businessObject.name || translate("Lane") }));
  const move = value => {
    moveToLane(modeling, registry, element, registry.get(value));
    canvas.scrollToElement(element, 80);
  };
  return (
    <Entry id={id} label={translate("Lane")}>
      <Select label={translate("Lane")} value={laneOf(element.businessObject)?.id ?? ""} options={options} onChange={move} />
    </Entry>
  );
}

const responsible = {
  ...attribute("bpmn:Activity", "cauce:Activity", "responsible", "Responsible"),
  component: Responsible,
  isEdited: () => false,
};

// The document names areas and posts in words. Those that the drawing gives reason to are to choose from.
function Responsible({ id, element }) {
  const translate = useService("translate");
  const { told } = useKnowledge();
  const context = useWriting(element);
  const [other, write] = useState();
  const object = element.businessObject;
  const root = definitionsOf(object);
  const lane = laneOf(object);
  const text = responsible.read(object);
  const { ids, expression } = object.$instanceOf("bpmn:UserTask") ? performers(object) : { ids: [] };
  const doing = expression ? [] : namesOf(ids.length ? ids : lane ? staffing(lane) : [], root);
  const near = [...new Set([doing.join(" / "), lane?.name, ...doing].filter(Boolean))];
  const rest = told.roles.map(role => role.name).filter(name => !near.includes(name));
  const named = [...near, ...rest];
  const option = name => ({ value: name, label: name });
  const options = [
    { value: "", label: translate("Nobody in particular") },
    ...(text && !named.includes(text) ? [option(text)] : []),
    { label: translate("Who does it, and their lane"), children: near.map(option) },
    ...(rest.length ? [{ label: translate("Other roles"), children: rest.map(option) }] : []),
    { value: OTHER, label: translate("In other words…") },
  ];
  const choose = value => (value === OTHER ? write(text) : (write(undefined), responsible.write(context, value)));
  return (
    <Entry id={id} label={translate("Responsible")} hint={translate("As the document names who answers for it.")}>
      <Select label={translate("Responsible")} value={other === undefined ? text : OTHER} options={options} onChange={choose} />
      {other !== undefined && (
        <Text label={translate("Responsible, in other words")} value={other} onChange={said => { write(undefined); responsible.write(context, said); }} />
      )}
    </Entry>
  );
}

const who = { id: "who", on: "bpmn:UserTask", component: Who, isEdited: () => false };

function Who({ id, element }) {
  const translate = useService("translate");
  const known = useKnowledge();
  const context = useWriting(element);
  const [asked, ask] = useState();
  const object = element.businessObject;
  const root = definitionsOf(object);
  const lane = laneOf(object);
  const ofLane = lane ? staffing(lane) : [];
  const { ids, expression } = performers(object);
  const says = expression ? "data" : ids.length ? "roles" : "lane";
  const mode = asked?.of === says ? asked.mode : says;
  const put = made => { ask(undefined); writePerformers(context, made); };
  const turn = {
    lane: () => put({}),
    roles: () => (ofLane.length && !ids.length ? put({ ids: ofLane }) : ask({ of: says, mode: "roles" })),
    data: () => ask({ of: says, mode: "data" }),
  };
  const names = namesOf(ofLane, root).join(", ");
  const ways = [
    ["lane", names ? translate("Whoever does the work of its lane: {roles}", { roles: names }) : translate("Whoever does the work of its lane")],
    ["roles", translate("Only these roles")],
    ["data", translate("The role that an answer gives")],
  ];
  return (
    <Entry id={id} label={translate("Who may do it")}>
      <div class="several">
        {ways.map(([value, label]) => (
          <label key={value}><input type="radio" name={`${id}-mode`} checked={mode === value} onChange={() => mode !== value && turn[value]()} /><span>{label}</span></label>
        ))}
      </div>
      {mode === "roles" && (
        <RolePicker id={`${id}-roles`} of={element.id} legend={translate("Roles that may do it")} roles={choices(ids, ofLane, root)} chosen={ids}
          onChange={chosen => { put({ ids: chosen }); if (!chosen.length) ask({ of: "lane", mode: "roles" }); }} />
      )}
      {mode === "data" && <ByData id={id} element={element} known={known} expression={expression ?? ""} onChange={text => put({ expression: text })} />}
    </Entry>
  );
}

// A field whose answers are roles says whose the step is, as one area of several that were chosen before.
function ByData({ id, element, known, expression, onChange }) {
  const translate = useService("translate");
  const variables = known.at(element.id, "enabled") ?? [];
  const roles = new Set(known.told.roles.map(role => role.id));
  const giving = variables.filter(each => each.options.length && each.options.every(option => roles.has(option.value)));
  const plain = /^\w*$/u.test(expression);
  return (
    <>
      {giving.length || expression ? (
        plain && <VariableChoice label={translate("Field that gives the role")} element={element} variables={giving} value={expression} onChange={text => text && onChange(text)} />
      ) : (
        <p class="bio-properties-panel-description">{translate("No field that is asked before has roles as its answers.")}</p>
      )}
      <details open={!plain}>
        <summary>{translate("As an expression")}</summary>
        <Expression id={`${id}-expression`} label={translate("Expression that gives the role")} variables={variables} text={expression}
          onChange={text => text.trim() && onChange(text.trim())} />
      </details>
    </>
  );
}

export const people = { id: "people", label: "Who", fields: [lane, responsible, who] };
