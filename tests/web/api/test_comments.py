"""Comments on an instance by the API."""


def test_what_is_said_is_answered_and_listed(program, company):
    folio = company.start()
    theirs = program("comercial")
    made = theirs.post(f"/instances/{folio}/comments", {"text": "@director_comercial, ¿la ves?"})
    assert theirs.status == 201
    assert (made["author"], made["mentions"]) == ("comercial", ["director_comercial"])
    theirs.post(f"/instances/{folio}/comments", {"text": "Sin respuesta"})
    listed = program("director_comercial").get(f"/instances/{folio}/comments?limit=1")
    assert listed["items"] == [made] and listed["next"] == str(made["seq"])
    behind = theirs.get(f"/instances/{folio}/comments?after={listed['next']}")
    assert [each["text"] for each in behind["items"]] == ["Sin respuesta"] and behind["next"] is None


def test_what_is_refused_says_why(program, company):
    folio = company.start()
    theirs = program("comercial")
    refused = theirs.post(f"/instances/{folio}/comments", {"text": "@nadie"})
    assert (theirs.status, refused["code"]) == (422, "mention_unknown") and "@nadie" in refused["detail"]
    assert theirs.post(f"/instances/{folio}/comments", {"text": "@auditor y @soc_noc"})["code"] == "mention_unseeing"
    assert theirs.post(f"/instances/{folio}/comments", {"text": " "})["code"] == "bad_instance_comment"
    assert theirs.get(f"/instances/{folio}/comments")["items"] == []


def test_a_key_says_it_once(program, company):
    folio = company.start()
    theirs = program("comercial")
    once = {"Idempotency-Key": "uno"}
    first = theirs.post(f"/instances/{folio}/comments", {"text": "Hola"}, headers=once)
    assert theirs.post(f"/instances/{folio}/comments", {"text": "Hola"}, headers=once) == first
    assert len(theirs.get(f"/instances/{folio}/comments")["items"]) == 1
