// Whose lane it is, and what they answer for.
import { list } from "./extension.js";

export const lanes = {
  id: "lane",
  label: "Procedure",
  fields: [
    list("bpmn:Lane", "cauce:Staffing", "role", "Roles of the lane", { hint: "Ids of roles, one on each line" }),
    list("bpmn:Lane", "cauce:Responsibility", "text", "Responsibilities", { hint: "One on each line" }),
  ],
};
