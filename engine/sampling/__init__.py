"""Samples of instances for auditors: drawn so that anybody draws the same again, and worked through sheet by sheet."""
