"""The repairs, one a module. `bpmn.repair.repairing` says in which order they are made."""
