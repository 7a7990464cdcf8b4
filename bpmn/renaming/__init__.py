"""A variable of a procedure: everywhere it stands, and one act that gives it another name there.

`bpmn.renaming.uses.uses` lists the places, `bpmn.renaming.rename.rename` changes them: both go over the same texts
(`bpmn.renaming.diagram_texts`, `bpmn.renaming.form_texts`), each read in its own language (`bpmn.renaming.languages`),
so that what is listed is what is changed. Pure.
"""
