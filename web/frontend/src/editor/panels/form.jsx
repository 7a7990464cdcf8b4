/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// The form of a step: one of the draft's, known by the steps that have it, with the way to where it is written.
import { useService } from "bpmn-js-properties-panel";

import { useKnowledge } from "../knowledge.js";
import { attribute, definitionsOf } from "./extension.js";
import { useWriting } from "./fields.js";
import { Entry, Select } from "./parts.jsx";

const page = document.querySelector("[data-editor]");
const handed = JSON.parse(page.dataset.forms ?? "[]");

export const form = { ...attribute("bpmn:UserTask", "cauce:Activity", "form", "Form"), component: Form, isEdited: () => false };

function Form({ id, element }) {
  const translate = useService("translate");
  const { told } = useKnowledge();
  const context = useWriting(element);
  const object = element.businessObject;
  const chosen = form.read(object);
  const all = [...new Set([...(told.forms ?? handed), chosen])].filter(Boolean); // also one that is not there yet
  const options = [{ value: "", label: translate("No form") }, ...all.map(each => ({ value: each, label: knownAs(object, each) }))];
  const there = chosen && (told.forms ?? handed).includes(chosen);
  return (
    <Entry id={id} label={translate("Form")}>
      <Select label={translate("Form")} value={chosen} options={options} onChange={value => form.write(context, value)} />
      <p><a href={`${page.dataset.formRoom}${there ? `/${encodeURIComponent(chosen)}` : `?step=${encodeURIComponent(object.id)}#sin`}`}>
        {there ? translate("Write this form") : translate("Make a form")}
      </a></p>
    </Entry>
  );
}

// By the steps that have it; one that no step has by the words of its name.
function knownAs(object, id) {
  const names = activitiesOf(definitionsOf(object))
    .filter(each => form.read(each) === id && each.name)
    .map(each => each.name);
  return names.length ? names.join(", ") : id.replace(/_+/g, " ").replace(/^./, first => first.toUpperCase());
}

function activitiesOf(container) {
  const within = [...(container.rootElements ?? []), ...(container.flowElements ?? [])];
  return within.flatMap(each => [each, ...activitiesOf(each)]).filter(each => each.$instanceOf("bpmn:UserTask"));
}
