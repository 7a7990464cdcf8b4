/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// Which procedure an activity calls, chosen by its title.
import { useService } from "bpmn-js-properties-panel";

import { useKnowledge } from "../knowledge.js";
import { useWriting } from "./fields.js";
import { Entry, Select } from "./parts.jsx";

function Called({ id, element }) {
  const translate = useService("translate");
  const { told } = useKnowledge();
  const { put } = useWriting(element);
  const called = element.businessObject.calledElement ?? "";
  const known = told.procedures.some(each => each.id === called);
  const options = [
    { value: "", label: translate("Choose a procedure…") },
    ...(called && !known ? [{ value: called, label: translate("A procedure that is not here") }] : []),
    ...told.procedures.map(each => ({ value: each.id, label: each.title })),
  ];
  const label = translate("Procedure that it calls");
  return (
    <Entry id={id} label={label} hint={translate("It begins with all that is known here, and what it asks is known when it is over.")}>
      <Select label={label} value={called} options={options} onChange={value => put({ calledElement: value || undefined })} />
      {known && <a href={`/procesos/${encodeURIComponent(called)}`} target="_blank">{translate("See that procedure")}</a>}
    </Entry>
  );
}

export const calls = {
  id: "call",
  label: "Called procedure",
  fields: [{ id: "called", on: "bpmn:CallActivity", component: Called, isEdited: () => false }],
};
