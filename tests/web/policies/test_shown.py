"""What checks ask is read where the procedure is read, by name."""


def test_the_procedure_says_how_each_policy_is_checked(visit):
    page = visit("comercial").get("/procesos/gestion_comercial")
    shown = page.page.xpath("//ul[@class='policies']//details[@class='check']")
    assert len(shown) == 9
    said = " ".join(shown[5].text_content().split())
    assert said.startswith("Cómo se comprueba: Business case generado y validado")
    assert "«Generar el business case» lo hace «Director Comercial»." in said
