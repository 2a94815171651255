"""Why something did not fit: what makes room is tried by a worker, and kept while plan and life stay as they are."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from equipoise import api
from equipoise.domain.errors import EquipoiseError, Finding, InputError
from equipoise.planning.explain import WhyNot
from equipoise.server.models import Life, Proposal
from equipoise.server.repairs import can_take
from equipoise.server.solutions import ready_of, solution_of
from equipoise.server.wording import as_told

__all__ = ["answer_of", "ask_why_not", "work_out"]

_log = logging.getLogger("equipoise.jobs")


def ask_why_not(life: Life, commitment: str) -> Proposal:
    """Ask why something did not fit. What was asked for already, of the same plan, is not asked for again.

    Args:
        life: whose. ``commitment``: id of what did not fit.

    Raises:
        InputError: there is no plan, or it has its place in it.
    """
    options = _options(life, commitment)
    with transaction.atomic():
        Life.objects.select_for_update().get(pk=life.pk)  # one at a time: a second click asks for nothing new
        found = _asked(life, options)
        if found is None or found.state == Proposal.State.FAILED:
            found = Proposal.objects.create(
                life=life, kind=Proposal.Kind.REASON, revision=life.revision, options=options
            )
            work_out.enqueue(str(found.pk))
    return found


def answer_of(life: Life, commitment: str) -> dict[str, Any] | None:
    """Return the answer if it is there: ``sentence``, ``conflict`` in words, and ``repairs``.

    Each repair has ``sentence``, ``what``, ``ours`` (it can be taken here), and ``changes`` as ``Change.as_dict``
    writes them.

    Raises:
        InputError: there is no plan, or it has its place in it.
    """
    found = _asked(life, _options(life, commitment))
    return found.view if found and found.state == Proposal.State.READY else None


def _options(life: Life, commitment: str) -> dict[str, str]:
    """Return what an answer holds for: this commitment in this version of the plan in force."""
    ready = ready_of(life)
    misfits = ((life.plan.view if life.plan else None) or {}).get("misfits", ())
    if all(misfit["commitment"] != commitment for misfit in misfits):
        raise InputError([Finding("this has found its place meanwhile", "load the page again")])
    return {"commitment": commitment, "plan": str(life.plan_id), "ready": ready.isoformat()}


def _asked(life: Life, options: dict[str, str]) -> Proposal | None:
    asked = life.proposals.filter(kind=Proposal.Kind.REASON, revision=life.revision)
    return next((one for one in asked if one.options == options), None)


@task(priority=-1)  # a first plan comes before it, a better one after it
def work_out(proposal_id: str) -> None:
    """Work out an answer. Run twice, nothing changes."""
    found = Proposal.objects.select_related("life", "life__plan").filter(pk=proposal_id).first()
    if found is None or found.over:
        return
    found.state = Proposal.State.WORKING
    found.save(update_fields=["state"])
    try:
        found.view = _answer(found)
        found.state = Proposal.State.READY
    except InputError as error:
        _fail(found, *error.findings)
    except EquipoiseError as error:
        _fail(found, Finding(str(error)))
    except Exception:  # noqa: BLE001 - whatever happens, the page must learn that no answer comes
        _log.exception("why something did not fit could not be worked out")
        _fail(found, Finding("this could not be worked out: a mistake of the program", "see its log"))
    found.ready = timezone.now()
    found.save(update_fields=["view", "state", "problems", "ready"])


def _fail(found: Proposal, *findings: Finding) -> None:
    found.state, found.problems = Proposal.State.FAILED, [as_told(finding) for finding in findings]


def _answer(found: Proposal) -> dict[str, Any]:
    life, commitment = found.life, found.options["commitment"]
    if life.revision != found.revision or _options(life, commitment) != found.options:
        raise InputError([Finding("the plan has changed meanwhile", "ask again")])
    return _as_json(api.why_not(solution_of(life), commitment))


def _as_json(why: WhyNot) -> dict[str, Any]:
    repairs = [
        {
            "what": repair.what,
            "sentence": repair.sentence,
            "ours": can_take(repair.changes),
            "changes": [change.as_dict() for change in repair.changes],
        }
        for repair in why.repairs
    ]
    return {
        "sentence": why.sentence,
        "conflict": [member.text for member in why.conflict],
        "repairs": repairs,
    }
