"""Mail that pages do not wait for: invitations, where the server can send mail."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.mail import send_mail
from django_tasks import task

from equipoise.server.jobs.queues import OUTWARD
from equipoise.server.models import Invitation, Life

__all__ = ["invited", "mail_invitation"]

_log = logging.getLogger("equipoise.jobs")
_DAY = 86_400


def invited(life: Life, username: str, link: str) -> None:
    """Have somebody told by mail that they are invited, if there is such an account and this server sends mail."""
    found = life.invitations.filter(username=username.strip()).first()
    if found is not None and settings.MAIL.host:
        mail_invitation.enqueue(found.pk, link)


@task(queue_name=OUTWARD)
def mail_invitation(pk: int, link: str) -> None:
    """Mail an invitation, once a day at most for the same two people. Who invites learns nothing of it."""
    found = Invitation.objects.select_related("life__owner").filter(pk=pk).first()
    user = User.objects.filter(username=found.username, is_active=True).first() if found else None
    if found is None or user is None or not user.email:
        return
    if not cache.add(f"invited:{found.life_id}:{user.pk}", 1, _DAY):
        return
    who = found.life.owner.get_username()
    words = (
        f"{who} lets you look at their week in Equipoise.\n\nTake the invitation, or decline it: {link}\n\n"
        "It waits for two weeks. If you do not know them, leave it alone: nothing happens."
    )
    try:
        send_mail(f"{who} lets you look at their week", words, None, [user.email])
    except (OSError, SMTPException) as error:
        _log.warning("an invitation could not be mailed: %s", type(error).__name__)
