/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// Whose lane it is, and what they answer for.
import { useService } from "bpmn-js-properties-panel";

import { useKnowledge } from "../knowledge.js";
import { definitionsOf, list, values } from "./extension.js";
import { useWriting } from "./fields.js";
import { Entry } from "./parts.jsx";
import { RolePicker } from "./role-picker.jsx";
import { choices, nameOf, writeStaffing } from "./roles.js";

const staff = { id: "cauce:Staffing", on: "bpmn:Lane", component: Staff, isEdited: () => false };

// A lane without roles is done by the role that is called as it is: that is said, since nothing is ticked then.
function Staff({ id, element }) {
  const translate = useService("translate");
  useKnowledge();
  const context = useWriting(element);
  const object = element.businessObject;
  const root = definitionsOf(object);
  const chosen = values(object, "cauce:Staffing").map(each => each.get("role")).filter(Boolean);
  const own = translate("While no role is chosen, the work goes to the role {role}.", { role: object.name || nameOf(object.id, root) });
  return (
    <Entry id={id} hint={chosen.length ? undefined : own}>
      <RolePicker id={`${id}-roles`} legend={translate("Who does the work of this lane")} roles={choices(chosen, chosen, root)} chosen={chosen}
        onChange={ids => writeStaffing(context, ids)} />
    </Entry>
  );
}

export const lanes = {
  id: "lane",
  label: "Procedure",
  fields: [staff, list("bpmn:Lane", "cauce:Responsibility", "text", "Responsibilities", { hint: "One on each line" })],
};
