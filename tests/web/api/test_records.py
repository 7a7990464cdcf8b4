"""Records by the API: what an instance has left, each version on paper."""

import pytest


@pytest.mark.processes
def test_records_are_listed_with_their_versions_and_read_on_paper(program, company):
    folio = company.start()
    theirs = program("comercial")
    assert theirs.get(f"/instances/{folio}/records")["items"] == []
    company.do(folio, "prospeccion")
    (record,) = theirs.get(f"/instances/{folio}/records")["items"]
    assert (record["record"], record["code"], record["papers"]) == ("f-com-001", "F-COM-001", ["docx", "pdf"])
    assert [(each["number"], each["by"]) for each in record["versions"]] == [(1, "director_comercial")]
    assert theirs.get(f"/instances/{folio}/records/f-com-001/1/docx").startswith(b"PK")
    assert theirs.get(f"/instances/{folio}/records/f-com-001/1/pdf").startswith(b"%PDF")


@pytest.mark.parametrize("which", ["f-com-001/2/pdf", "f-com-001/1/exe", "f-com-001/1/svg", "nada/1/pdf"])
def test_what_it_has_not_left_is_not_found(program, company, which):
    folio = company.start()
    company.do(folio, "prospeccion")
    theirs = program("comercial")
    assert theirs.get(f"/instances/{folio}/records/{which}")["code"] == "not_found" and theirs.status == 404
