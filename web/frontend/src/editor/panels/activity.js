// What the procedure's table says of an activity: its number, its records, its form, whether it is given back to.
import { attribute } from "./extension.js";
import { form } from "./form.jsx";
import { records } from "./records.jsx";

export const activity = {
  id: "activity",
  label: "Procedure",
  fields: [
    attribute("bpmn:Activity", "cauce:Activity", "number", "Number"),
    records,
    form,
    attribute("bpmn:UserTask", "cauce:Activity", "returnable", "Giving it back", {
      hint: "Whether whoever has the step after it may give the work back to this one.",
      options: translate => [
        { value: "", label: translate("It can be given back to this step") },
        { value: "false", label: translate("Nobody gives it back to this step") },
      ],
    }),
  ],
};
