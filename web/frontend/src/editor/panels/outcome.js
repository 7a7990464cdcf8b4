// What an end means.
import { attribute } from "./extension.js";

const kind = attribute("bpmn:EndEvent", "cauce:Outcome", "kind", "What this end means", {
  hint: "Whoever took part is told of it.",
  options: translate => [
    { value: "", label: translate("Nothing in particular") },
    { value: "won", label: translate("It was won") },
    { value: "lost", label: translate("It was lost") },
    { value: "noGo", label: translate("It was a No Go") },
  ],
});

export const outcome = { id: "outcome", label: "Procedure", fields: [kind] };
