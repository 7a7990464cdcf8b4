/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// When a way out of a decision is taken: in any other case, or where a condition holds, which is built in rows.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { rowsOf } from "../expressions/rows.js";
import { useKnowledge } from "../knowledge.js";
import { optionsOf } from "./comparisons.js";
import { ConditionBuilder } from "./condition-builder.jsx";
import { blank } from "./extension.js";
import { useWriting } from "./fields.js";
import { Button } from "./parts.jsx";

const decides = object => ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"].some(type => is(object.sourceRef, type));
const isDefault = object => Boolean(object.sourceRef) && object.sourceRef.default === object;
const textOf = object => object.conditionExpression?.body ?? "";

function put({ element, modeling, factory }, text) {
  const conditionExpression = blank(text) && factory.create("bpmn:FormalExpression", { body: blank(text) });
  if (conditionExpression) conditionExpression.$parent = element.businessObject;
  modeling.updateProperties(element, { conditionExpression });
}

// Whoever says that a way is taken in any other case has no condition for it any more.
const taken = {
  id: "default",
  on: "bpmn:SequenceFlow",
  when: object => decides(object) && object.sourceRef.outgoing?.length > 1,
  label: "This way is taken",
  options: translate => [
    { value: "", label: translate("When its condition holds") },
    { value: "default", label: translate("In any other case") },
  ],
  read: object => (isDefault(object) ? "default" : ""),
  write: (context, value) => {
    const { element, modeling } = context;
    if (value && textOf(element.businessObject)) put(context, "");
    modeling.updateProperties(element.source, { default: value ? element.businessObject : undefined });
  },
};

const condition = {
  id: "condition",
  on: "bpmn:SequenceFlow",
  when: object => textOf(object) || (decides(object) && object.sourceRef.outgoing?.length > 1 && !isDefault(object)),
  component: Condition,
  isEdited: () => false,
};

function Condition({ id, element }) {
  const context = useWriting(element);
  const text = textOf(element.businessObject);
  return (
    <>
      <ConditionBuilder quiet id={id} element={element} point="flow" text={text} onChange={made => put(context, made)} />
      <Named element={element} text={text} />
    </>
  );
}

// A way without a name is called by the answer that leads to it, if one likes: the drawing says so then.
function Named({ element, text }) {
  const translate = useService("translate");
  const knowledge = useKnowledge();
  const { modeling } = useWriting(element);
  const rows = rowsOf(text)?.rows ?? [];
  const variable = rows.length === 1 && rows[0].is === "eq" ? knowledge.variable(rows[0].name) : undefined;
  const name = variable && optionsOf(variable, translate).find(each => each.value === rows[0].value)?.label.split(":")[0];
  if (!name || element.businessObject.name) return null;
  return <div class="built"><Button onClick={() => modeling.updateProperties(element, { name })}>{translate("Call this way “{name}”", { name })}</Button></div>;
}

export const conditions = { id: "condition", label: "Condition", fields: [taken, condition] };
