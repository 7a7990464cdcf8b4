"""Forms of user tasks: bpmn.io's form-js schema, read, evaluated and validated on the server.

``schema`` reads a form, ``kinds`` holds one module for each kind of component, ``feel`` the expressions; `evaluate`
says which fields are shown and may be written, `validate` what may be stored, `sample` makes values that are accepted.
"""
