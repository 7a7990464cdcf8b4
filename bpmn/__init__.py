"""The language: what a BPMN 2.0 diagram and its forms say. Pure: no I/O beyond the bytes it is given."""
