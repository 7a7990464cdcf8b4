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
            <span>{translate("to “{step}”", { step: nameOf(flow.targetRef, translate) })}</span>
            <span>{when(flow)}</span>
            <Button onClick={() => selection.select(registry.get(flow.id))}>{translate("Say when it is taken")}</Button>
          </li>
        ))}
      </ul>
    </Entry>
  );
}

// A step by its name; what only joins or parts, by what comes after it.
function nameOf(node, translate, passed = []) {
  if (node?.name) return node.name.replace(/\s+/g, " ");
  const next = node?.outgoing?.length === 1 && !passed.includes(node) ? node.outgoing[0].targetRef : undefined;
  return next ? nameOf(next, translate, [...passed, node]) : translate("What has no name");
}

const decides = object => ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"].some(type => is(object, type));

export const ways = {
  id: "ways",
  label: "Ways out of this decision",
  fields: [{ id: "ways", on: "bpmn:Gateway", when: object => decides(object) && object.outgoing?.length > 1, component: Ways, isEdited: () => false }],
};
