"""One thing wrong with a good plan: the checker says so, and by which rule."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from tests.planning.verify.lives import World

from equipoise.domain.plan import Misfit
from equipoise.planning.verify import HARD_RULES
from equipoise.planning.verify.worth import TERMS

from .garden import DAY, NIGHT, plant
from .mutations import MUTATIONS


@cache
def gardens() -> tuple[World, ...]:
    return tuple(plant(seed, shape=shape) for shape in (DAY, NIGHT) for seed in range(8))


def test_the_gardens_are_good() -> None:
    assert all(world.verdict().ok for world in gardens())


def test_every_hard_rule_is_broken_by_some_mutation() -> None:
    assert {number for number, _cause, _mutate in MUTATIONS.values()} == set(HARD_RULES)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_single_fault_is_found(name: str) -> None:
    number, cause, mutate = MUTATIONS[name]
    mutants = [mutant for world in gardens() if (mutant := mutate(world)) is not None]
    assert mutants, "no garden gives an occasion"
    for mutant in mutants:
        verdict = mutant.verdict()
        assert not verdict.ok
        found = [violation for violation in verdict.violations if violation.rule == number]
        assert [violation for violation in found if cause in {"", violation.cause}], verdict.violations


@pytest.mark.parametrize("term", TERMS)
def test_a_term_that_is_misstated_is_found(term: str) -> None:
    for world in gardens()[::5]:
        terms = {**world.plan.terms, term: world.plan.terms.get(term, 0.0) + 0.01}
        assert [m.name for m in world.with_plan(terms=terms).verdict().mismatches] == [term]


@pytest.mark.parametrize("by", [-0.01, 0.01, float("nan"), float("inf")])
def test_a_worth_that_is_misstated_is_found(by: float) -> None:
    for world in gardens()[::5]:
        certificate = replace(world.plan.certificate, objective=world.plan.certificate.objective + by)
        assert [m.name for m in world.with_plan(certificate=certificate).verdict().mismatches] == [
            "objective"
        ]


def test_what_is_missing_and_not_told_is_found() -> None:
    for world in gardens()[::5]:
        waited = {other for task in world.life.tasks for other in task.after}
        alone = [t for t in world.life.tasks if t.id not in waited and not t.pins]
        blocks = [b for b in world.plan.blocks if b.commitment == alone[0].id]
        bare = world.drop(blocks[0].id)
        verdict = bare.verdict()
        assert [found.commitment for found in verdict.unexplained] == [alone[0].id]
        missing = int(sum(b.when.minutes for b in blocks[:1]))
        placed = int(sum(b.when.minutes for b in blocks[1:]))
        told = Misfit(alone[0].id, alone[0].title, missing=missing, placed=placed, reason="no room")
        assert not bare.with_plan(misfits=(told,)).verdict().unexplained
