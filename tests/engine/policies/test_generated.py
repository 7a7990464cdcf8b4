"""Ten thousand opportunities, half of them with one breach of a policy planted: all are found, and none invented."""

from collections import Counter

from engine.policies.judging import judge
from engine.policies.models import PolicyState
from tests.engine.policies.generated import BREACHES, POLICIES, opportunities
from tests.engine.policies.told import OFFICE, shipped

MANY = 10_000


def test_every_planted_breach_is_found_and_none_is_invented():
    process = shipped()
    checks = process.document.checks
    planted, found = Counter[str](), Counter[str]()
    wrong: list[tuple[str | None, str, str, PolicyState, PolicyState]] = []
    for made in opportunities(MANY, seed=16):
        decisions = judge(checks, made.told.events, process, lambda _: OFFICE, made.told.letters)
        assert set(decisions) == set(POLICIES)
        for policy, decision in decisions.items():
            expected = made.stands[policy]
            if decision.state is not expected:
                wrong.append((made.plan.breach, made.plan.end, policy, expected, decision.state))
            if decision.state is PolicyState.BREACHED:
                found[policy] += 1
                assert decision.events and not decision.needs
                assert all(1 <= seq <= len(made.told.events) for seq in decision.events)
            elif decision.state is PolicyState.NOT_DECIDABLE:
                assert decision.needs, "it says what is missing"
            elif decision.state is PolicyState.COMPLIANT:
                assert decision.events
        if made.plan.breach is not None:
            planted[made.plan.breach] += 1
    assert Counter(wrong).most_common(5) == []
    assert set(planted) == set(BREACHES) and min(planted.values()) >= MANY // 2 // len(BREACHES)
    by_policy = Counter(policy for breach, (policy, _) in BREACHES.items() for _ in range(planted[breach]))
    assert found == by_policy


def test_the_shipped_procedure_has_a_check_for_each_of_its_policies():
    policies = shipped().document.policies
    assert [len(policy.checks) for policy in policies] == [1, 1, 1, 1, 1, 2, 1, 1]
    assert [check.key for check in shipped().document.checks] == list(POLICIES)
