"""Webhooks against real receivers: signed, tried again, switched off, and never led astray."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.utils import timezone
from tests.server.conftest import MONDAY, run
from tests.server.receiving import Receiver, receiver

from equipoise.domain.errors import InputError
from equipoise.server import days, tasks
from equipoise.server.feeds import make_token
from equipoise.server.jobs import delivering
from equipoise.server.jobs.calendars import _end
from equipoise.server.jobs.planning import ask
from equipoise.server.models import Delivery, Errand, Life, Webhook
from equipoise.server.outward import hooks, signing
from equipoise.server.outward.events import EVENTS, TEST, plan_data


@pytest.fixture(autouse=True)
def at_home(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CALENDAR_NETWORKS = ("127.0.0.1/32",)
    monkeypatch.delenv("EQUIPOISE_KEY", raising=False)


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def hook(life: Life, there: Receiver) -> Webhook:
    return hooks.make(life, "lights", there.url, list(EVENTS))[0]


def work(hook: Webhook) -> Delivery:
    """Do what a worker would do now; return the newest delivery."""
    for found in hook.deliveries.filter(state=Delivery.State.WAITING, due__lte=timezone.now()):
        delivering.deliver.func(str(found.pk))
    hook.refresh_from_db()
    newest = hook.deliveries.first()
    assert newest is not None
    return newest


def wait_over(hook: Webhook) -> None:
    """Let the time of the next attempts come."""
    hook.deliveries.filter(state=Delivery.State.WAITING).update(due=timezone.now())


def test_what_is_sent_is_signed_by_the_published_convention(life: Life, there: Receiver) -> None:
    hook, secret = hooks.make(life, "lights", there.url, ["task.completed"])
    tasks.complete(life, ["bills"])
    assert not there.got, "nothing is sent before a worker takes it up"
    done = work(hook)
    assert (done.state, done.status, done.tries) == ("delivered", 200, 1)
    sent = there.got[0]
    told = json.loads(sent.body)
    assert told["event"] == "task.completed"
    assert told["data"] == {"count": 1, "tasks": [{"task": "bills", "title": "Pay the bills"}]}
    assert told["id"] == sent.headers["webhook-id"] == f"msg_{done.pk.hex}"
    at = int(sent.headers["webhook-timestamp"])
    assert abs(at - timezone.now().timestamp()) < 60
    # written apart from the code that signs, after the specification
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([told["id"].encode(), str(at).encode(), sent.body])
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent.headers["webhook-signature"] == f"v1,{expected}"
    assert len(key) >= 24, "the specification asks for 24 to 64 bytes"


def test_the_signature_is_the_one_of_the_specification_s_example() -> None:
    # https://github.com/standard-webhooks/standard-webhooks, libraries/python/tests: the same in every language
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    found = signing.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_that_fails_twice_gets_the_same_message_later(hook: Webhook, there: Receiver) -> None:
    there.answers = [(500, {}, 0), (503, {"Retry-After": "300"}, 0)]
    days.check_in(hook.life, uuid.uuid4(), 4, timezone.now())
    first = work(hook)
    assert (first.state, first.tries, first.status) == ("waiting", 1, 500)
    assert timedelta(seconds=50) < first.due - timezone.now() <= timedelta(minutes=1)  # type: ignore[operator]
    assert hook.failing
    work(hook)
    assert len(there.got) == 1, "it waits for its turn"
    wait_over(hook)
    second = work(hook)
    assert second.due - timezone.now() > timedelta(minutes=9)  # type: ignore[operator]
    wait_over(hook)
    third = work(hook)
    assert (third.state, third.tries) == ("delivered", 3)
    assert not Webhook.objects.get().failing
    assert len({one.headers["webhook-id"] for one in there.got}) == 1
    assert len({one.body for one in there.got}) == 1
    delivering.deliver.func(str(third.pk))
    assert len(there.got) == 3, "what came through is not sent again"


def test_a_receiver_that_asks_for_patience_is_left_alone(hook: Webhook, there: Receiver) -> None:
    there.answers = [(429, {"Retry-After": "7200"}, 0)]
    days.close_day(hook.life, MONDAY, [], "")
    assert work(hook).due - timezone.now() > timedelta(minutes=119)  # type: ignore[operator]


def test_six_attempts_are_made_and_after_days_of_failure_it_is_switched_off(
    hook: Webhook, there: Receiver
) -> None:
    there.answers = [(500, {}, 0)] * 20
    tasks.complete(hook.life, ["bills"])
    for _attempt in range(9):
        wait_over(hook)
        last = work(hook)
    assert (last.state, last.tries, len(there.got), hook.active) == ("failed", 6, 6, True)
    assert timedelta(hours=23) < sum(delivering.WAITS, timedelta()) < timedelta(hours=26)
    Webhook.objects.update(failing=timezone.now() - delivering.GIVEN_UP)
    tasks.complete(hook.life, ["memo"])
    assert work(hook).state == "failed"
    assert not hook.active
    assert "500" in hook.outcome
    assert hook.life.records.filter(what="webhook.off").exists()
    tasks.complete(hook.life, ["memo"], done=False)
    tasks.complete(hook.life, ["memo"])
    work(hook)
    assert len(there.got) == 7, "what is switched off is told nothing"
    hooks.pause(hook, active=True)
    there.answers = []
    tasks.complete(hook.life, ["memo"], done=False)
    tasks.complete(hook.life, ["memo"])
    assert work(hook).state == "delivered"


def test_a_receiver_that_is_gone_is_told_nothing_more(hook: Webhook, there: Receiver) -> None:
    there.answers = [(410, {}, 0)]
    tasks.complete(hook.life, ["bills"])
    assert work(hook).state == "failed"
    assert not hook.active


def test_redirects_are_not_followed(hook: Webhook, there: Receiver) -> None:
    with receiver() as elsewhere:
        there.answers = [(302, {"Location": elsewhere.url}, 0)]
        tasks.complete(hook.life, ["bills"])
        found = work(hook)
    assert (found.state, found.status) == ("waiting", 302)
    assert "not followed" in found.outcome
    assert not elsewhere.got


def test_an_endless_answer_and_a_slow_one_are_bounded(
    hook: Webhook, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.body = b"x" * 1_000_000
    tasks.complete(hook.life, ["bills"])
    assert "larger" in work(hook).outcome
    assert hooks.rules().seconds <= 15
    quick = hooks.rules()
    monkeypatch.setattr(
        hooks, "rules", lambda: type(quick)(quick.allow_networks, max_bytes=100, seconds=0.5, redirects=0)
    )
    there.body, there.answers = b"", [(200, {}, 2.0)]
    wait_over(hook)
    slow = work(hook)
    assert (slow.state, slow.status) == ("waiting", 0)
    assert "in time" in slow.outcome or "longer" in slow.outcome


def test_a_name_that_leads_home_is_refused_each_time_it_is_looked_up(
    life: Life, there: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, _ = hooks.make(life, "x", f"https://hooks.example.com:{there.port}/in", ["task.completed"])
    settings.CALENDAR_NETWORKS = ()
    asked = []

    def resolver(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    tasks.complete(life, ["bills"])
    found = work(hook)
    assert (found.state, found.status) == ("waiting", 0)
    assert "private" in found.outcome
    assert asked == ["hooks.example.com"], "what was checked is what would be dialled: it is looked up once"
    assert not there.got


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://10.0.0.1/in", "private"),
        ("https://192.168.1.5/in", "private"),
        ("https://[::1]/in", "private"),
        ("https://[::ffff:169.254.169.254]/latest", "private"),
        ("https://localhost/in", "private"),
        ("http://hooks.example.com/in", "unencrypted"),
        ("https://ann:secret@hooks.example.com/in", "password"),
        ("file:///etc/passwd", "no web address"),
        ("", "no web address"),
    ],
)
def test_addresses_that_may_not_be_told_are_refused(life: Life, address: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        hooks.make(life, "x", address, ["task.completed"])
    assert not life.webhooks.exists()


def test_events_names_and_numbers_are_bounded(life: Life, there: Receiver) -> None:
    for name, events in (("", ["task.added"]), ("x" * 101, ["task.added"]), ("x", []), ("x", ["nothing"])):
        with pytest.raises(InputError):
            hooks.make(life, name, there.url, events)
    for _number in range(hooks.MOST):
        hook, _ = hooks.make(life, "x", there.url, ["task.added"])
    with pytest.raises(InputError, match="addresses already"):
        hooks.make(life, "x", there.url, ["task.added"])
    for _number in range(delivering.TESTS):
        delivering.test(hook)
    with pytest.raises(InputError, match="within an hour"):
        delivering.test(hook)


def test_a_plan_is_told_with_figures_and_private_titles_stay_private(life: Life, there: Receiver) -> None:
    hook, _ = hooks.make(life, "x", there.url, ["plan.ready", "plan.accepted"])
    ready = run(ask(life, now=MONDAY, accept=True, seconds=0.3, why="“Therapy” moved"))
    told = {one.event: json.loads(one.body)["data"] for one in hook.deliveries.all()}
    assert told["plan.ready"]["proposal"] == told["plan.accepted"]["proposal"] == str(ready.pk)
    assert told["plan.ready"]["blocks"] == len(ready.plan["blocks"])
    assert told["plan.accepted"]["in_force"]
    assert "Write the memo" not in there.url + json.dumps(told)
    ready.plan["blocks"][0] |= {"title": "Therapy", "private": True}
    ready.diff = ["“Therapy” moved to Tuesday"]
    ready.save()
    assert plan_data(ready)["changes"] == ["“Private” moved to Tuesday"]
    assert "Therapy" not in json.dumps(plan_data(ready))


def test_a_calendar_that_stops_is_told_once_and_again_when_another_does(life: Life, there: Receiver) -> None:
    hook, _ = hooks.make(life, "x", there.url, ["sync.trouble"])

    def refreshed(*failed: str) -> None:
        rows = [{"name": n, "status": "failed" if n in failed else "updated"} for n in ("home", "work")]
        errand = Errand.objects.create(life=life, kind=Errand.Kind.REFRESH, result={"calendars": rows})
        _end(errand, None)

    refreshed()
    assert not hook.deliveries.exists()
    refreshed("work")
    refreshed("work")
    assert hook.deliveries.count() == 1
    refreshed("work", "home")
    assert json.loads(hook.deliveries.first().body)["data"]["calendars"] == ["home", "work"]  # type: ignore[union-attr]
    refreshed()
    refreshed("home")
    assert hook.deliveries.count() == 3


def test_what_happened_is_noted_with_it_or_not_at_all(life: Life, hook: Webhook) -> None:
    with pytest.raises(InputError):
        tasks.save(life, "memo", {"title": "Write the memo", "estimate": "nonsense"})
    assert not hook.deliveries.exists()
    delivering.note(None, life, "day.closed", "day.closed:1", {})
    delivering.note(None, life, "day.closed", "day.closed:1", {})
    assert hook.deliveries.count() == 1, "said twice, it counts once"


def test_the_secret_can_be_changed_and_the_old_one_signs_for_a_day(hook: Webhook, there: Receiver) -> None:
    old = hooks.keys_of(hook)[0]
    new = hooks.rotate(hook)
    delivering.test(hook)
    work(hook)
    sent = there.got[0]
    name, at = sent.headers["webhook-id"], int(sent.headers["webhook-timestamp"])
    both = [signing.signature(secret, name, at, sent.body.decode()) for secret in (new, old)]
    assert sent.headers["webhook-signature"].split() == both
    Webhook.objects.update(rotated=timezone.now() - hooks.OVERLAP)
    hook.refresh_from_db()
    assert hooks.keys_of(hook) == [new]


def test_no_secret_and_no_address_stand_in_the_database(life: Life, there: Receiver) -> None:
    hook, secret = hooks.make(life, "x", there.url, ["task.added"])
    text = serializers.serialize("json", [*Webhook.objects.all(), *life.records.all()])
    assert secret not in text
    assert "/hooks/in" not in text
    assert hooks.url_of(hook) == there.url


def test_paused_nothing_waits_and_a_lost_job_is_taken_up(hook: Webhook, there: Receiver) -> None:
    tasks.complete(hook.life, ["bills"])
    hooks.pause(hook, active=False)
    assert work(hook).state == "failed"
    assert not there.got
    hooks.pause(hook, active=True)
    tasks.complete(hook.life, ["memo"])
    hook.deliveries.filter(state="waiting").update(due=timezone.now() - timedelta(hours=1))
    delivering.sweep(timezone.now())
    assert work(hook).state == "delivered"
    hook.deliveries.update(created=timezone.now() - timedelta(days=15))
    delivering.sweep(timezone.now())
    assert not hook.deliveries.exists()


def test_on_the_page_one_is_made_tested_repeated_changed_and_deleted(
    life: Life, browser: Client, there: Receiver
) -> None:
    page = browser.post(
        "/settings/webhooks/new", {"name": "lights", "address": there.url, "event": ["task.added"]}
    ).content.decode()
    hook = life.webhooks.get()
    secret = page.split('id="secret" value="')[1].split('"')[0]
    assert hooks.keys_of(hook) == [secret]
    at = f"/settings/webhooks/{hook.pk}"
    assert secret not in browser.get(at).content.decode()
    assert browser.post(f"{at}/test").status_code == 302
    sent = work(hook)
    assert browser.post(f"/settings/webhooks/deliveries/{sent.pk}/again").status_code == 302
    work(hook)
    assert [one.headers["webhook-id"] for one in there.got] == [f"msg_{sent.pk.hex}"] * 2
    assert "taken (200)" in browser.get(at).content.decode()
    browser.post(f"{at}/change", {"name": "lamps", "event": ["day.closed", "plan.ready"]})
    hook.refresh_from_db()
    assert (hook.name, hook.events) == ("lamps", ["plan.ready", "day.closed"])
    answer = browser.post(f"{at}/change", {"name": "", "event": []})
    assert answer.status_code == 422
    assert "Give it a name" in answer.content.decode()
    again = browser.post(
        "/settings/webhooks/new", {"name": "x", "address": "http://10.0.0.1", "event": ["plan.ready"]}
    )
    assert again.status_code == 422
    assert "private" in again.content.decode()
    assert 'value="http://10.0.0.1"' in again.content.decode()
    browser.post(f"{at}/delete")
    assert not life.webhooks.exists()


def test_a_program_does_the_same_with_the_scope_for_it(life: Life, there: Receiver) -> None:
    def program(*scopes: str) -> Client:
        return Client(headers={"Authorization": f"Bearer {make_token(life, 'x', list(scopes))}"})

    body = {"name": "lights", "address": there.url, "events": ["task.added"]}
    api = "/api/v1/webhooks"
    assert program("read", "write").post(api, body, "application/json").status_code == 403
    client = program("hooks")
    made = client.post(api, body, "application/json")
    assert made.status_code == 201
    pk, secret = made.json()["webhook"]["id"], made.json()["secret"]
    assert secret.startswith("whsec_")
    assert secret not in client.get(api).content.decode()
    assert client.post(f"{api}/{pk}/test").status_code == 202
    work(life.webhooks.get())
    sent = client.get(f"{api}/{pk}/deliveries").json()["items"][0]
    assert (sent["state"], sent["event"]) == ("delivered", "webhook.test")
    assert client.post(f"/api/v1/deliveries/{sent['id']}/again").json()["state"] == "waiting"
    assert client.post(f"{api}/{pk}/secret").json()["secret"] != secret
    changed = client.patch(
        f"{api}/{pk}", {"active": False, "events": ["plan.ready"]}, "application/json"
    ).json()
    assert (changed["active"], changed["events"], changed["name"]) == (False, ["plan.ready"], "lights")
    assert client.delete(f"{api}/{pk}").status_code == 204


def test_the_documents_say_what_is_so(life: Life, there: Receiver, root: Path) -> None:
    text = (root / "docs" / "webhooks.md").read_text(encoding="utf-8")
    for event in (*EVENTS, TEST):
        assert f"| `{event}` |" in text
    known: dict[str, Any] = {}
    exec(text.split("```python\n")[1].split("```")[0], known)
    hook, secret = hooks.make(life, "lights", there.url, ["task.completed"])
    delivering.test(hook)
    work(hook)
    sent = there.got[0]
    assert known["is_genuine"](secret, sent.headers, sent.body)
    assert not known["is_genuine"](secret, sent.headers, sent.body + b" ")
    assert not known["is_genuine"](signing.fresh_secret(), sent.headers, sent.body)
    old = sent.headers | {"webhook-timestamp": str(int(sent.headers["webhook-timestamp"]) - 400)}
    assert not known["is_genuine"](secret, old, sent.body)
