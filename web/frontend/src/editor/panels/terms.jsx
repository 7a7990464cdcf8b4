/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// When an activity is due, or a timer goes off: so many business days after it begins, or before a date that is known then.
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { useKnowledge } from "../knowledge.js";
import { values, write } from "./extension.js";
import { useWriting } from "./fields.js";
import { Entry, Text, VariableChoice, labelOf } from "./parts.jsx";

const TYPE = "cauce:Due";
const WHOLE = /^\d{1,4}$/;

const timed = object => object.eventDefinitions?.some(each => each.$type === "bpmn:TimerEventDefinition");
const worked = object => ["bpmn:UserTask", "bpmn:ManualTask"].some(type => object.$instanceOf(type)) || object.$type === "bpmn:Task";
const due = object => values(object, TYPE)[0];

function read(object) {
  const found = due(object);
  return { days: found?.get("businessDays")?.toString() ?? "", before: found?.get("before") ?? "" };
}

function put(context, said) {
  const { days, before } = said ?? {};
  write(context, TYPE, said ? [context.factory.create(TYPE, { businessDays: days, before: before || undefined })] : []);
}

function Due({ id, element }) {
  const translate = useService("translate");
  const known = useKnowledge();
  const context = useWriting(element);
  const [asked, ask] = useState();
  const [wrong, refuse] = useState("");
  const object = element.businessObject;
  const timer = timed(object);
  const there = due(object);
  const { days, before } = read(object);
  const says = there ? (before ? "before" : "after") : "none";
  const mode = asked?.of === says ? asked.mode : says;
  const dates = (known.at(element.id, timer ? "before" : "enabled") ?? []).filter(each => each.kind === "date");
  const change = said => { ask(undefined); put(context, said); };
  const turn = {
    none: () => change(undefined),
    after: () => change({ days: days || "1" }),
    before: () => (dates.length === 1 ? change({ days: days || "0", before: dates[0].name }) : ask({ of: says, mode: "before" })),
  };
  const ways = [
    ["none", timer ? translate("As the event itself says") : translate("It has no term")],
    ["after", timer ? translate("Business days after it begins to wait") : translate("Business days after it comes to somebody")],
    ["before", translate("Business days before a date")],
  ];
  const count = text => {
    if (!WHOLE.test(text.trim())) return refuse(translate("A whole number of business days"));
    refuse("");
    return change({ days: text.trim(), before });
  };
  return (
    <Entry id={id} label={timer ? translate("When it goes off") : translate("When it is due")}>
      <div class="several">
        {ways.map(([value, label]) => (
          <label key={value}><input type="radio" name={`${id}-mode`} checked={mode === value} onChange={() => mode !== value && turn[value]()} /><span>{label}</span></label>
        ))}
      </div>
      {mode !== "none" && mode === says && (
        <label class="above">{translate("Business days")}
          <Text label={translate("Business days")} value={days} inputmode="numeric" onChange={count} aria-invalid={wrong ? "true" : undefined} />
        </label>
      )}
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
      {mode === "before" && (dates.length || before ? (
        <label class="above">{translate("Date")}
          <VariableChoice label={translate("Date that it is counted from")} element={element} variables={dates} value={before} onChange={name => name && change({ days: days || "0", before: name })} />
        </label>
      ) : (
        <p class="bio-properties-panel-description">{translate("No form before this one asks for a date.")}</p>
      ))}
      {mode === says && there && <p class="sentence">{sentence(translate, timer, days, before)}</p>}
    </Entry>
  );
}

// What it comes to, as one would say it.
function sentence(translate, timer, days, before) {
  const count = Number(days);
  const date = before && labelOf(before);
  const said = template => translate(template, { days, date });
  if (before && count === 0) return said(timer ? "It goes off on the day «{date}»." : "It is due on the day «{date}».");
  if (before && count === 1) return said(timer ? "It goes off 1 business day before «{date}»." : "It is due 1 business day before «{date}».");
  if (before) return said(timer ? "It goes off {days} business days before «{date}»." : "It is due {days} business days before «{date}».");
  if (count === 0) return said(timer ? "It goes off on the day on which it begins to wait." : "It is due on the day on which it comes.");
  if (count === 1) return said(timer ? "It goes off 1 business day after it begins to wait." : "It is due 1 business day after it comes.");
  return said(timer ? "It goes off {days} business days after it begins to wait." : "It is due {days} business days after it comes.");
}

const term = { component: Due, isEdited: () => false };

export const terms = {
  id: "term",
  label: "Term",
  fields: [
    { ...term, id: "due", on: "bpmn:Activity", when: object => worked(object) || due(object) },
    { ...term, id: "due-timer", on: "bpmn:Event", when: object => timed(object) },
  ],
};
