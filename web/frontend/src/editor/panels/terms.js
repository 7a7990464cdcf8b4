// When an activity is due.
import { attribute } from "./extension.js";

const days = text => (/^\d{0,4}$/.test(text.trim()) ? undefined : "A whole number of business days");

export const terms = {
  id: "term",
  label: "Term",
  fields: [
    attribute("bpmn:UserTask", "cauce:Due", "businessDays", "Term in business days", { wrong: days }),
    attribute("bpmn:UserTask", "cauce:Due", "before", "Counted back from the date", { hint: "The variable that holds it, e.g. fecha_entrega" }),
  ],
};
