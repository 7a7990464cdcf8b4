/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// The records that an activity leaves: code and name of each, those of other activities to choose from.
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { definitionsOf, plain, values, write } from "./extension.js";
import { useWriting } from "./fields.js";
import { Button, Entry, Select, Text } from "./parts.jsx";

const ACTIVITY = "cauce:Activity";
const NEW = "\n";

const read = object => (values(object, ACTIVITY)[0]?.get("records") ?? []).map(each => ({ code: each.get("code") ?? "", name: each.get("name") ?? "" }));
const said = ({ code, name }) => [code, name].filter(Boolean).join(" ");

function put(context, records) {
  const { factory, element } = context;
  const made = records.map(({ code, name }) => factory.create("cauce:Record", { code: code.trim() || undefined, name: name.trim() }));
  const activity = factory.create(ACTIVITY, { ...plain(values(element.businessObject, ACTIVITY)[0]), records: made });
  for (const record of made) record.$parent = activity;
  const empty = Object.values(plain(activity)).every(value => value === undefined || value?.length === 0);
  write(context, ACTIVITY, empty ? [] : [activity]);
}

// Every record that any activity of the file names, once.
function everywhere(object) {
  const found = new Map();
  const walk = each => {
    if (each.$instanceOf?.("bpmn:Activity")) for (const record of read(each)) found.set(said(record), record);
    for (const inner of [...(each.rootElements ?? []), ...(each.flowElements ?? [])]) walk(inner);
  };
  walk(definitionsOf(object));
  return found;
}

function Records({ id, element }) {
  const translate = useService("translate");
  const context = useWriting(element);
  const [making, make] = useState();
  const object = element.businessObject;
  const there = read(object);
  const all = everywhere(object);
  const others = [...all.keys()].filter(text => !there.some(each => said(each) === text)).sort();
  const change = (index, more) => put(context, there.map((each, at) => (at === index ? { ...each, ...more } : each)));
  const add = text => (text === NEW ? make({ code: "", name: "" }) : text && put(context, [...there, all.get(text)]));
  return (
    <Entry id={id} label={translate("Records")}>
      {there.map((record, index) => (
        <fieldset key={index}>
          <legend>{said(record)}</legend>
          <Text label={translate("Code of the record, if it has one")} placeholder={translate("Code")} value={record.code} onChange={code => change(index, { code })} />
          <Text label={translate("Name of the record")} value={record.name} onChange={name => name.trim() && change(index, { name })} />
          <Button onClick={() => put(context, there.filter((_, at) => at !== index))} aria-label={translate("Take out {name}", { name: said(record) })}>{translate("Take out")}</Button>
        </fieldset>
      ))}
      {making ? (
        <fieldset>
          <legend>{translate("New record")}</legend>
          <Text label={translate("Code of the record, if it has one")} placeholder={translate("Code")} value={making.code} onChange={code => make({ ...making, code })} />
          <Text label={translate("Name of the record")} placeholder={translate("Name")} value={making.name} onChange={name => make({ ...making, name })} />
          <div class="row">
            <Button disabled={!making.name.trim()} onClick={() => { put(context, [...there, making]); make(undefined); }}>{translate("Add the record")}</Button>
            <Button onClick={() => make(undefined)}>{translate("Leave it")}</Button>
          </div>
        </fieldset>
      ) : (
        <Select label={translate("Add a record")} value="" onChange={add}
          options={[{ value: "", label: translate("Add a record…") }, ...others.map(text => ({ value: text, label: text })), { value: NEW, label: translate("A new one…") }]} />
      )}
    </Entry>
  );
}

export const records = { id: "records", on: "bpmn:Activity", component: Records, isEdited: () => false };
