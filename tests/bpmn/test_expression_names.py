"""The variables that the texts of a diagram name."""

from bpmn.expressions import reads, writes


def test_an_expression_and_a_script_give_the_variables_they_read_and_write():
    assert reads("monto > 100 and len(renglones) > minimo") == {"monto", "renglones", "minimo"}
    script = "total = monto * 2\ndoble = total + iva"
    assert reads(script, script=True) == {"monto", "iva"}
    assert writes(script) == {"total", "doble"}


def test_what_cannot_be_used_names_nothing():
    assert reads(None) == reads("") == reads("monto >") == reads("import os", script=True) == frozenset()
    assert writes(None) == writes("") == writes("import os") == frozenset()
