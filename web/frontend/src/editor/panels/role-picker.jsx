/** @jsxRuntime automatic @jsxImportSource @bpmn-io/properties-panel/preact */
// Roles to choose from, each with who holds it; one that is not there yet is made here.
import { useRef, useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";

import { knowledge } from "../knowledge.js";
import { Button } from "./parts.jsx";

const MANY = 7; // roles from which on one looks for one by its name
const page = document.querySelector("[data-editor]");
const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// `of`: the element whose roles they are. What is ticked stays where it is as long as one is there: nothing moves under
// the fingers.
export function RolePicker({ id, of, legend, roles: given, chosen, onChange }) {
  const translate = useService("translate");
  const [looked, look] = useState("");
  const stood = useRef({});
  if (stood.current.of !== of) stood.current = { of, at: given.map(role => role.id) };
  const placeOf = role => (stood.current.at.includes(role.id) ? stood.current.at.indexOf(role.id) : given.length);
  const roles = given.toSorted((one, other) => placeOf(one) - placeOf(other));
  const fits = ({ name, people = [] }) => [name, ...people].some(each => folded(each).includes(folded(looked)));
  const shown = roles.filter(role => chosen.includes(role.id) || fits(role));
  const turn = (role, on) => onChange(on ? [...chosen, role] : chosen.filter(each => each !== role));
  return (
    <fieldset class="roles">
      <legend>{legend}</legend>
      {roles.length > MANY && (
        <input type="search" aria-label={translate("Look for a role or a person")} placeholder={translate("Look for a role or a person")}
          value={looked} onInput={event => look(event.target.value)} />
      )}
      <div class="several" id={id}>
        {shown.map(({ id: role, name, people }) => (
          <label key={role}>
            <input type="checkbox" checked={chosen.includes(role)} onChange={event => turn(role, event.target.checked)} />
            <span>{name}<span class="held">{heldBy(people, translate)}</span></span>
          </label>
        ))}
        {!shown.length && <p class="held">{translate("No role and nobody is called so")}</p>}
      </div>
      <NewRole onMade={role => onChange([...chosen, role])} />
    </fieldset>
  );
}

function heldBy(people, translate) {
  if (!people) return translate("Nobody knows this role yet");
  return people.length ? people.join(", ") : translate("Nobody holds it yet");
}

function NewRole({ onMade }) {
  const translate = useService("translate");
  const [open, show] = useState(false);
  const [name, write] = useState("");
  const [holder, give] = useState("");
  const [wrong, refuse] = useState("");
  const [busy, wait] = useState(false);
  const { people } = knowledge.told;

  async function make() {
    if (busy) return;
    wait(true);
    const body = new URLSearchParams({ "csrf-token": page.dataset.token, name, holder });
    const answer = await fetch(page.dataset.roles, { method: "POST", body }).catch(() => undefined);
    const told = await answer?.json().catch(() => undefined);
    wait(false);
    if (!told?.id) return refuse(told?.error ?? translate("There is no connection. Nothing was made yet."));
    const held = people.filter(each => each.id === holder).map(each => each.name);
    knowledge.add({ id: told.id, name: told.name, people: held });
    for (const set of [write, give, refuse]) set("");
    show(false);
    return onMade(told.id);
  }

  if (!open) return <Button onClick={() => show(true)}>{translate("New role…")}</Button>;
  const acts = { Enter: () => name.trim() && make(), Escape: () => show(false) };
  const press = event => {
    if (event.target.tagName !== "INPUT" || !acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  };
  return (
    <fieldset onKeyDown={press}>
      <legend>{translate("New role")}</legend>
      <label class="above">{translate("What it is called")}
        <input value={name} onInput={event => write(event.target.value)} ref={field => field && !name && field.focus()} />
      </label>
      {people.length > 0 ? (
        <label class="above">{translate("Who holds it first")}
          <select aria-label={translate("Who holds it first")} value={holder} onChange={event => give(event.target.value)}>
            <option value="">{translate("Nobody yet")}</option>
            {people.map(each => <option key={each.id} value={each.id}>{each.name}</option>)}
          </select>
        </label>
      ) : (
        <p class="bio-properties-panel-description">{translate("Whoever administers the site gives it to its first holder.")}</p>
      )}
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
      <div class="row">
        <Button onClick={make} disabled={busy || !name.trim()}>{translate("Make the role")}</Button>
        <Button onClick={() => show(false)}>{translate("Leave it")}</Button>
      </div>
    </fieldset>
  );
}
