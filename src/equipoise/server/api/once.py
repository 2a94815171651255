"""What is sent twice is done once: ``Idempotency-Key`` names a request, and its answer is given again.

The header is that of the IETF's draft "The Idempotency-Key HTTP Header Field".
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Header

from equipoise.domain.errors import Finding, InputError
from equipoise.server.models import Life, Receipt

__all__ = ["KEY", "once"]

KEY: Any = Header(  # type: ignore[type-arg]
    "",
    alias="Idempotency-Key",
    max_length=200,
    description="Made by the client; the same one again is done once.",
)


def once(
    request: HttpRequest, life: Life, key: str, given: Any, make: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Return what ``make`` returns, made once for each key.

    Args:
        request: names the operation. ``life``: whose. ``key``: from the client; "" makes anew each time.
        given: what was sent: the same key with something else is refused. ``make``: makes it, and returns JSON.

    Raises:
        InputError: the key was used for something else.
    """
    if not key:
        return make()
    name = uuid.uuid5(life.pk, f"{request.method} {request.path} {key}")
    sent = hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic():
        Life.objects.select_for_update().get(pk=life.pk)  # one at a time
        found = Receipt.objects.filter(pk=name).first()
        if found is None:
            found = Receipt.objects.create(pk=name, life=life, answer={"sent": sent, "told": make()})
    if found.answer.get("sent") != sent:
        told = "this Idempotency-Key was used for something else"
        raise InputError([Finding(told, "make a new key for each request", field="Idempotency-Key")])
    told_again: dict[str, Any] = found.answer["told"]
    return told_again
