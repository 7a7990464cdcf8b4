"""Two histories beside each other, and what a replay says of waiting."""

import pytest

from tests.golden import routes


@pytest.fixture
def two(company):
    """One that was corrected twice and lost, and one that ended by a No Go."""
    return routes.ROUTES["corrected_twice_and_lost_on_price"](company), routes.ROUTES["no_go"](company)


def test_the_same_step_stands_beside_the_same(visit, two):
    lost, no_go = two
    page = visit("auditor").get(f"/auditoria/{lost}").get(f"/auditoria/{lost}/comparar?con={no_go}")
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in page.page.xpath("//table[contains(@class, 'compared')]/tbody/tr")
    ]
    both = [row for row in rows if row[2] == "—"]
    assert any("Dimensionamiento" in row[0] and "Dimensionamiento" in row[1] for row in both)
    alone = [row for row in rows if row[2].startswith("Solo en")]
    assert any("Realizar correcciones" in row[0] and row[1] == "—" for row in alone)
    assert any("Justificar la improcedencia" in row[1] and row[0] == "—" for row in alone)
    assert len(both) + len(alone) == len(rows)
    with_itself = visit("auditor").get(f"/auditoria/{lost}/comparar?con={lost}").text("//main")
    assert "Solo en una: 0. En ambas, por otra persona o con otro cumplimiento del plazo: 0." in with_itself


def test_one_that_is_not_there_is_said_to_be_missing_and_what_was_written_stays(visit, two):
    page = visit("auditor").get(f"/auditoria/{two[0]}/comparar?con=GC-1999-0001")
    assert page.status == 200 and "GC-1999-0001" in page.text("//*[@id='con-error']")
    assert page.value("con") == "GC-1999-0001"
    assert visit("auditor").get(f"/auditoria/{two[0]}/comparar").status == 200


def test_a_step_says_how_long_it_had_waited_and_against_which_term(visit, company, two):
    done = next(event.seq for event in company.history(two[0]) if event.type == "user_task_completed")
    page = visit("auditor").get(f"/auditoria/{two[0]}?paso={done}")
    assert "min, desde" in page.text("//*[@data-waited]")
    assert "cumplido, 2 días hábiles" in page.text("//*[@data-term]") or "cumplido, 3 días" in page.text(
        "//*[@data-term]"
    )
    step = visit("auditor").get(f"/auditoria/{two[0]}/pasos").response.json["steps"][done - 1]
    assert (step["waited"], step["term"]) == (page.text("//*[@data-waited]"), page.text("//*[@data-term]"))


def test_one_goes_on_to_the_next_round_without_a_script(visit, company, two):
    history = company.history(two[0])
    again = [each.seq for each in history if each.type == "user_task_enabled" and (each.round or 0) > 1]
    page = visit("auditor").get(f"/auditoria/{two[0]}?paso=1")
    (way,) = page.page.xpath("//li[@data-landmark='round']/a[@data-leap='on']/@href")
    assert way == f"?paso={again[0]}"
    assert not page.page.xpath("//li[@data-landmark='round']/a[@data-leap='back']/@href")
    assert not page.page.xpath("//li[@data-landmark='breach']")
