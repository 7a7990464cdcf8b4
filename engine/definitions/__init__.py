"""Procedures under document control: versions of diagrams and forms, never changed once deployed."""
