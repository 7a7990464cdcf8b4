/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// The ways out of a decision: where each leads, and when it is taken, in words; from there one goes to each.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { rowsOf } from "../expressions/rows.js";
import { useKnowledge } from "../knowledge.js";
import { fitted, format, sentence } from "./comparisons.js";
import { Button, Entry } from "./parts.jsx";

function Ways({ id, element }) {
  const translate = useService("translate");
  const [selection, registry] = [useService("selection"), useService("elementRegistry")];
  const knowledge = useKnowledge();
  const object = element.businessObject;
  const when = flow => {
    if (object.default === flow) return translate("In any other case");
    const text = flow.conditionExpression?.body?.trim();
    if (!text) return translate("Nothing says yet when it is taken.");
    const told = rowsOf(text);
    const find = name => knowledge.variable(name);
    return told ? sentence({ ...told, rows: told.rows.map(row => fitted(row, find(row.name))) }, find, translate, format(translate)) : text;
  };
  return (
    <Entry quiet id={id} label={translate("Ways out of this decision")}>
      <ul class="ways-out">
        {object.outgoing.map(flow => (
          <li>
            <b>{flow.name || translate("A way without a name")}</b>
            <span>{leadsTo(flow.targetRef, translate)}</span>
            <span>{when(flow)}</span>
            <Button onClick={() => selection.select(registry.get(flow.id))}>{translate("Say when it is taken")}</Button>
          </li>
        ))}
      </ul>
    </Entry>
  );
}

// A step by its name; what only joins or parts, by what comes after it.
function leadsTo(node, translate) {
  const passed = new Set();
  let next = node;
  while (next && !next.name && next.outgoing?.length === 1 && !passed.has(next)) {
    passed.add(next);
    next = next.outgoing[0].targetRef;
  }
  return next?.name ? translate("to “{step}”", { step: next.name.replace(/\s+/g, " ") }) : translate("To what has no name yet");
}

const decides = object => ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"].some(type => is(object, type));

export const ways = {
  id: "ways",
  label: "Ways out of this decision",
  fields: [{ id: "ways", on: "bpmn:Gateway", when: object => decides(object) && object.outgoing?.length > 1, component: Ways, isEdited: () => false }],
};
