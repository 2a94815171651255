"""Things to tell, from a process of its own: WEBHOOK CHANNEL HOW-MANY."""

from __future__ import annotations

import sys

from equipoise.server.serving import prepare

if __name__ == "__main__":
    prepare(static=False)
    from django.contrib.auth.models import User
    from tests.server.conftest import LIFE

    from equipoise.server.jobs import notifying
    from equipoise.server.outward import channels, hooks
    from equipoise.server.signals import announce
    from equipoise.server.store import create

    life = create(User.objects.create_user("ada"), LIFE)
    hooks.make(life, "x", sys.argv[1], ["day.closed"])
    notifying.test(channels.make(life, "x", sys.argv[2], ["trouble"]))
    for number in range(int(sys.argv[3])):
        announce(life, "day.closed", number, {"day": str(number)})
