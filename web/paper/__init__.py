"""Records on paper: what a record says in words, put into a template, as DOCX and as PDF.

A template is the company's own, and whoever writes one is no programmer of ours: it is filled in a process by itself,
with bounds on time and memory, without files but those it is given and without the network (`web.paper.filling`).
"""
