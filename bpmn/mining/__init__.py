"""The diagram for mining of a version: its flow as tools for process mining read it, one transition for each step."""
