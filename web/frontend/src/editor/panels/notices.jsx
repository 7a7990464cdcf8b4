/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// The e-mails that leave when an element is done: to whom, about what, with which words.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { tokens } from "../expressions/tokens.js";
import { useKnowledge } from "../knowledge.js";
import { Expression } from "./expression.jsx";
import { plain, values, write } from "./extension.js";
import { useWriting } from "./fields.js";
import { Letter } from "./letter.jsx";
import { Button, Entry, Select, VariableChoice, fitting } from "./parts.jsx";

const TYPE = "cauce:Notification";
const notices = object => values(object, TYPE).map(plain);

function Notices({ id, element }) {
  const translate = useService("translate");
  const knowledge = useKnowledge();
  const context = useWriting(element);
  const variables = knowledge.at(element.id, "completed") ?? [];
  const all = notices(element.businessObject);
  const change = made => write(context, TYPE, made.map(each => context.factory.create(TYPE, each)));
  return (
    <Entry quiet id={id} label={translate("Notices")} hint={all.length ? undefined : translate("An e-mail leaves as soon as this is done.")}>
      {all.map((notice, index) => (
        <fieldset key={index}>
          <legend>{translate("Notice {number}", { number: index + 1 })}</legend>
          <Recipients id={`${id}-${index}`} notice={notice} variables={variables} element={element} onChange={next => change(all.with(index, next))} />
          <Letter said={notice} variables={variables} element={element} onChange={next => change(all.with(index, next))} about={{ to: notice.to, expression: notice.toExpression }} />
          <Button onClick={() => change(all.filter((_, at) => at !== index))} aria-label={translate("Remove notice {number}", { number: index + 1 })}>{translate("Remove")}</Button>
        </fieldset>
      ))}
      <Button onClick={() => change([...all, { subject: "", text: "" }])}>{translate("Add a notice")}</Button>
    </Entry>
  );
}

function Recipients({ id, notice, variables, element, onChange }) {
  const translate = useService("translate");
  const { told } = useKnowledge();
  const chosen = (notice.to ?? "").split(/\s+/).filter(Boolean);
  const put = ids => onChange({ ...notice, to: ids.join(" ") || undefined });
  const nameOf = each => told.roles.find(role => role.id === each)?.name ?? translate("A role that is not here");
  // Fields in which roles are chosen: an area for each of a list, or one.
  const roles = new Set(told.roles.map(role => role.id));
  const expression = notice.toExpression ?? "";
  const fields = fitting(variables, expression, each => each.options.length && each.options.every(option => roles.has(option.value)));
  const one = !expression || tokens(expression)?.length === 1;
  const say = text => onChange({ ...notice, toExpression: text.trim() || undefined });
  return (
    <div class="recipients" role="group" aria-label={translate("To whom")}>
      <span class="bio-properties-panel-label">{translate("To whom")}</span>
      <ul>
        {chosen.map(each => (
          <li>{nameOf(each)} <Button onClick={() => put(chosen.filter(other => other !== each))} aria-label={translate("Take out {name}", { name: nameOf(each) })}>{translate("Remove")}</Button></li>
        ))}
      </ul>
      <Select label={translate("Add a role")} value="" onChange={value => value && put([...chosen, value])}
        options={[{ value: "", label: translate("Add a role…") }, ...told.roles.filter(role => !chosen.includes(role.id)).map(role => ({ value: role.id, label: role.name }))]} />
      {one ? (
        (fields.length > 0 || expression) && (
          <VariableChoice shown label={translate("And to those that a field names")} none={translate("Nobody else")} element={element} variables={fields} value={expression} onChange={say} />
        )
      ) : (
        <Expression id={id} label={translate("And to those that this gives")} variables={variables} text={expression} onChange={say} />
      )}
    </div>
  );
}

export const noticesPanel = {
  id: "notices",
  label: "Notices",
  fields: [{ id: "notices", on: "bpmn:FlowNode", when: object => !is(object, "bpmn:Gateway"), component: Notices, isEdited: () => false }],
  isOpen: object => notices(object).length > 0 || is(object, "bpmn:SendTask"),
};
