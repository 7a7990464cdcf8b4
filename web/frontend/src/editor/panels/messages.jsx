/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// Which message an element sends or waits for: one of the file's by its name, or a new one that is named here.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { definitionsOf } from "./extension.js";
import { useWriting } from "./fields.js";
import { Button, Entry, Select, Text } from "./parts.jsx";

// What holds the reference: the task itself, or what its event waits for or sends.
function holderOf(object) {
  if (is(object, "bpmn:SendTask") || is(object, "bpmn:ReceiveTask")) return object;
  return object.eventDefinitions?.find(each => is(each, "bpmn:MessageEventDefinition"));
}

function Message({ id, element }) {
  const translate = useService("translate");
  const { put, factory } = useWriting(element);
  const holder = holderOf(element.businessObject);
  const root = definitionsOf(element.businessObject);
  const all = root.rootElements.filter(each => is(each, "bpmn:Message"));
  const chosen = holder.messageRef;
  const label = translate("Message");
  const create = () => {
    const made = factory.create("bpmn:Message", { name: element.businessObject.name ?? translate("A new message") });
    made.$parent = root;
    put({}, [root, { rootElements: [...root.rootElements, made] }], [holder, { messageRef: made }]);
  };
  const nameOf = each => each.name || translate("A message without a name");
  return (
    <Entry id={id} hint={translate("History says that it was sent, by this name. The e-mail that leaves with it is a notice.")}>
      <Select shown label={label} value={chosen?.id ?? ""} onChange={value => put({}, [holder, { messageRef: all.find(each => each.id === value) }])}
        options={[{ value: "", label: translate("Choose a message…") }, ...all.map(each => ({ value: each.id, label: nameOf(each) }))]} />
      {chosen && <Text shown label={translate("What the message is called")} value={chosen.name ?? ""} onChange={name => put({}, [chosen, { name: name.trim() || undefined }])} />}
      <Button onClick={create}>{translate("A new message")}</Button>
    </Entry>
  );
}

export const messages = {
  id: "message",
  label: "Message",
  fields: [{ id: "message", on: "bpmn:FlowNode", when: object => Boolean(holderOf(object)), component: Message, isEdited: () => false }],
};
