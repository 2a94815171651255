"""Jobs survive those who do them."""

from __future__ import annotations

import signal
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.server.conftest import MONDAY
from tests.server.processes import Processes, until

from equipoise.server.jobs import calendars, planning, pruning
from equipoise.server.jobs.rescue import TRIES, Watch, give_back, name_of_worker
from equipoise.server.jobs.worker import GRACE
from equipoise.server.models import Errand, Life, Proposal, Worker
from equipoise.server.store import change

ELSEWHERE = "0123456789ab-1-00000000"


def job(*workers: str, args: tuple[str, ...] = ("x",)) -> Any:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": list(args), "kwargs": {}},
        task_path=planning.make.module_path,
        backend_name="default",
        run_after=timezone.now(),
        started_at=timezone.now(),
        worker_ids=list(workers),
    )


def state(of: Any) -> str:
    of.refresh_from_db()
    return str(of.status)


def test_the_job_of_an_unknown_worker_is_taken_up(db: None) -> None:
    left = job("nobody-1-2")
    assert Watch().look() == 1
    assert state(left) == "READY"


def test_a_worker_elsewhere_is_left_alone_while_it_beats_whatever_the_clock_says(db: None) -> None:
    row = Worker.objects.create(name=ELSEWHERE)
    left, watch = job(ELSEWHERE), Watch(lost=0.05)
    Worker.objects.update(seen=timezone.now() - timedelta(days=1))
    for beat in range(1, 4):
        Worker.objects.update(beats=beat)
        assert watch.look() == 0
        time.sleep(0.06)
    assert state(left) == "RUNNING"
    assert watch.look() == 1, "it has stopped"
    assert not Worker.objects.filter(pk=row.pk).exists()


def test_the_job_of_this_process_is_left_alone(db: None) -> None:
    name = name_of_worker()
    Worker.objects.create(name=name)
    left = job(name)
    assert Watch().look() == 0
    assert give_back(name) == 1
    left.refresh_from_db()
    assert (left.status, left.worker_ids) == ("READY", [])


def test_a_job_that_costs_every_worker_is_told_to_have_failed(life: Life) -> None:
    proposal = Proposal.objects.create(life=life, revision=1, state=Proposal.State.WORKING)
    left = job(*[f"nobody-{n}-2" for n in range(TRIES)], args=(str(proposal.pk),))
    assert Watch().look() == 0
    assert state(left) == "FAILED"
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.FAILED
    assert "lost" in proposal.problems[0]["message"]


def test_work_with_a_calendar_that_costs_every_worker_is_told_to_have_failed(life: Life) -> None:
    errand = Errand.objects.create(life=life, kind=Errand.Kind.REFRESH, state=Errand.State.WORKING)
    left = job(*[f"nobody-{n}-2" for n in range(TRIES)], args=(str(errand.pk),))
    DBTaskResult.objects.update(task_path=calendars.do.module_path)
    assert Watch().look() == 0
    assert state(left) == "FAILED"
    errand.refresh_from_db()
    assert errand.state == Errand.State.FAILED
    assert "lost" in errand.problems[0]["message"]


def test_a_broken_folder_keeps_nobody_else_from_refreshes(life: Life, settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "network"]}
    }
    life.folder.mkdir(parents=True)
    (life.folder / "calendars.toml").mkdir()  # no file: it cannot be read
    for _ in range(2):  # twice over, as when a worker is lost: one refresh waits all the same
        calendars.refresh_all.func()
    assert DBTaskResult.objects.filter(task_path=calendars.refresh_all.module_path).count() == 1


def test_old_plans_go_and_the_one_in_force_stays(life: Life) -> None:
    made = [
        Proposal.objects.create(life=life, revision=1, state=Proposal.State.READY)
        for _ in range(pruning.KEPT + 5)
    ]
    made[1].before = made[0]
    made[1].save()
    life.plan = made[1]
    life.save()
    waiting = Proposal.objects.create(life=life, revision=1)
    old = job("x")
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=30))
    pruning.prune()
    left = set(life.proposals.values_list("pk", flat=True))
    assert {made[0].pk, made[1].pk, made[-1].pk, waiting.pk} <= left
    assert len(left) == pruning.KEPT + 2
    assert not DBTaskResult.objects.filter(pk=old.pk).exists()


def test_what_is_asked_for_is_a_job_in_the_same_moment(life: Life, settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "network", "outward"]}
    }
    proposal = planning.ask(life)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(proposal.pk)]


def test_work_with_a_calendar_is_a_job_in_the_same_moment(life: Life, settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "network"]}
    }
    with transaction.atomic():  # nothing between the two can be lost
        errand = calendars.ask_errand(life, Errand.Kind.REFRESH)
        assert DBTaskResult.objects.get().args_kwargs["args"] == [str(errand.pk)]


def test_a_plan_that_another_worker_finished_is_not_made_again(life: Life) -> None:
    proposal = Proposal.objects.create(life=life, revision=1, state=Proposal.State.READY, plan={"mark": 1})
    planning.make.func(str(proposal.pk))
    planning.make.func(str(uuid.uuid4()))
    proposal.refresh_from_db()
    assert proposal.plan == {"mark": 1}


def test_a_better_plan_waits_while_others_wait_for_their_first(life: Life, settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "network", "outward"]}
    }
    mine, other = planning.ask(life, now=MONDAY, accept=True), planning.ask(life, now=MONDAY)
    mine.options["seconds"] = 0.5
    mine.save()
    DBTaskResult.objects.filter(args_kwargs__args=[str(mine.pk)]).update(status="RUNNING")
    planning.make.func(str(mine.pk))
    mine.refresh_from_db()
    life.refresh_from_db()
    assert mine.state == Proposal.State.WORKING
    assert life.plan_id == mine.pk, "the first plan is in force at once"
    first, then = DBTaskResult.objects.ready()
    assert first.args_kwargs["args"] == [str(other.pk)]
    assert then.args_kwargs["args"] == [str(mine.pk)]
    planning.make.func(str(mine.pk))
    mine.refresh_from_db()
    assert mine.state == Proposal.State.READY
    assert DBTaskResult.objects.ready().count() == 2, "it is not put off again"


def test_a_plan_that_the_life_has_left_behind_is_not_made_better(life: Life, settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "network", "outward"]}
    }
    found, _ = planning.ask(life, now=MONDAY, accept=True), planning.ask(life, now=MONDAY)
    DBTaskResult.objects.filter(args_kwargs__args=[str(found.pk)]).update(status="RUNNING")
    planning.make.func(str(found.pk))
    found.refresh_from_db()
    before = found.ready
    change(life, "something else", lambda draft: draft.drop_task("memo"))
    planning.make.func(str(found.pk))
    found.refresh_from_db()
    assert (found.state, found.ready) == (Proposal.State.READY, before)


def test_a_server_that_does_not_answer_keeps_nobody_waiting_for_a_plan(
    processes: Processes, tmp_path: Path
) -> None:
    processes.run(str(tmp_path), "1", "600", "far", module="tests.server.asking")
    processes.run(str(tmp_path), "2", "0.1", module="tests.server.asking")
    worker = processes.start("worker")
    until(lambda: (tmp_path / "far0.began").exists() and len(list(tmp_path.glob("*.done"))) == 2)
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.5)  # two signals at once are one
    begin = time.monotonic()
    worker.send_signal(signal.SIGTERM)  # the second says that nobody can wait: the far job is given back
    assert worker.wait(60) == 0
    assert time.monotonic() - begin < GRACE / 2
    assert not (tmp_path / "far0.done").exists()


def test_several_workers_do_every_job_once_and_one_that_is_killed_loses_none(
    processes: Processes, tmp_path: Path
) -> None:
    many = 12
    processes.run(str(tmp_path), str(many), "0.4", module="tests.server.asking")
    workers = [processes.start("worker") for _ in range(3)]
    until(lambda: len(list(tmp_path.glob("*.began"))) > 3)
    killed = workers[0]
    killed.send_signal(signal.SIGKILL)
    until(lambda: len(list(tmp_path.glob("*.done"))) == many)
    began = [len(path.read_text()) for path in tmp_path.glob("*.began")]
    done = [len(path.read_text()) for path in tmp_path.glob("*.done")]
    assert sum(done) == many, "each is done once"
    assert sum(began) <= many + 1, "only the one that was lost was begun twice"
    for worker in workers[1:]:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0


def test_a_worker_that_is_told_to_end_finishes_its_job_or_gives_it_back(
    processes: Processes, tmp_path: Path
) -> None:
    processes.run(str(tmp_path), "2", "1.5", module="tests.server.asking")
    worker = processes.start("worker")
    until(lambda: list(tmp_path.glob("*.began")))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert len(list(tmp_path.glob("*.done"))) == 1
    impatient = processes.start("worker")
    until(lambda: len(list(tmp_path.glob("*.began"))) == 2)
    impatient.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    impatient.send_signal(signal.SIGTERM)
    assert impatient.wait(30) == 0
    assert len(list(tmp_path.glob("*.done"))) == 1
    processes.start("worker")
    until(lambda: len(list(tmp_path.glob("*.done"))) == 2)
