"""Reading a form: JSON in the schema of bpmn.io's form-js → `bpmn.forms.Form` and findings."""
