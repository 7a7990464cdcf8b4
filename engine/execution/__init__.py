"""Executing a diagram: the only importer of SpiffWorkflow. Pure: (snapshot, event) → (snapshot, effects)."""
