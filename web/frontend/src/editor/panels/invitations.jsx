/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// Who outside the company does a lane's work, by a link that is sent to them.
import { useService } from "bpmn-js-properties-panel";

import { useKnowledge } from "../knowledge.js";
import { kindOf } from "./comparisons.js";
import { ConditionBuilder } from "./condition-builder.jsx";
import { plain, values, write } from "./extension.js";
import { useWriting } from "./fields.js";
import { Letter } from "./letter.jsx";
import { Button, Entry, VariableChoice, fitting } from "./parts.jsx";

const TYPE = "cauce:Invitation";

// What is known at the first step of the lane: what is asked there depends on it.
function workOf(lane) {
  return (lane.flowNodeRef ?? []).find(each => each.$instanceOf("bpmn:UserTask") || each.$instanceOf("bpmn:ManualTask"));
}

function Invitations({ id, element }) {
  const translate = useService("translate");
  const knowledge = useKnowledge();
  const context = useWriting(element);
  const object = element.businessObject;
  const work = workOf(object);
  const before = (work && knowledge.at(work.id, "enabled")) ?? [];
  const said = values(object, TYPE).map(plain)[0];
  const put = next => write(context, TYPE, next ? [context.factory.create(TYPE, next)] : []);
  if (!said) {
    return (
      <Entry id={id} hint={translate("Somebody without an account does this lane's work: they are sent a link.")}>
        <Button onClick={() => put({ email: before.find(each => /e-?mail|correo/i.test(`${each.label} ${each.name}`))?.name ?? "" })}>{translate("Invite somebody outside")}</Button>
      </Entry>
    );
  }
  const of = (kind, value) => fitting(before, value, each => kindOf(each) === kind);
  const change = part => put({ ...said, ...part });
  const place = { id: work?.id ?? element.id, businessObject: work ?? object };
  return (
    <Entry id={id}>
      <VariableChoice shown label={translate("Their e-mail is in")} element={place} variables={of("text", said.email)} value={said.email} onChange={email => change({ email })} />
      <VariableChoice shown label={translate("Their name is in")} none={translate("Nobody says it")} element={place} variables={of("text", said.person)} value={said.person} onChange={person => change({ person: person || undefined })} />
      <VariableChoice shown label={translate("The link can be used until")} none={translate("Fifteen days after it is sent")} element={place} variables={of("date", said.until)} value={said.until}
        onChange={until => change({ until: until || undefined })} />
      <ConditionBuilder id={`${id}-when`} element={place} point="enabled" text={said.when ?? ""} onChange={when => change({ when: when || undefined })} hint={translate("Without a condition it is always sent.")} />
      <Letter said={said} variables={[...before, { name: "expires", label: translate("Day on which the link ends"), by: [], options: [] }]} element={place} onChange={change}
        about={{ invitation: "1", email: said.email, until: said.until }} />
      <Button onClick={() => put(undefined)}>{translate("Invite nobody")}</Button>
    </Entry>
  );
}

export const invitations = {
  id: "invitation",
  label: "Invitation of somebody outside",
  fields: [{ id: "invitation", on: "bpmn:Lane", component: Invitations, isEdited: () => false }],
  isOpen: object => values(object, TYPE).length > 0,
};
