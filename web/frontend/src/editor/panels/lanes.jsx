/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// Whose lane it is, and what they answer for.
import { useService } from "bpmn-js-properties-panel";

import { useKnowledge } from "../knowledge.js";
import { definitionsOf, list, values } from "./extension.js";
import { useWriting } from "./fields.js";
import { Button, Entry } from "./parts.jsx";
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
      <RolePicker id={`${id}-roles`} of={element.id} legend={translate("Who does the work of this lane")} roles={choices(chosen, chosen, root)} chosen={chosen}
        onChange={ids => writeStaffing(context, ids)} />
    </Entry>
  );
}

// The document names areas in an order, and so are they drawn.
const place = { id: "place", on: "bpmn:Lane", component: Place, isEdited: () => false };

function Place({ id, element }) {
  const [translate, neighbours] = [useService("translate"), useService("neighbours")];
  const { above, below } = neighbours.of(element);
  if (!above && !below) return null;
  const named = lane => lane.businessObject.name || translate("Lane");
  // Both stay, so that whoever presses one again and again keeps it under their finger.
  const button = (lane, text, none, act) => (
    <Button aria-disabled={!lane} onClick={() => lane && act(element)}>{lane ? translate(text, { name: named(lane) }) : translate(none)}</Button>
  );
  return (
    <Entry id={id} label={translate("Its place among the lanes")}>
      {button(above, "Up, over “{name}”", "It is the first one", lane => neighbours.up(lane))}
      {button(below, "Down, under “{name}”", "It is the last one", lane => neighbours.down(lane))}
    </Entry>
  );
}

export const lanes = {
  id: "lane",
  label: "Procedure",
  fields: [staff, place, list("bpmn:Lane", "cauce:Responsibility", "text", "Responsibilities", { hint: "One on each line" })],
};
