"""What the server keeps."""

from equipoise.server.models.days import CheckIn, Receipt, Shutdown
from equipoise.server.models.errands import Errand
from equipoise.server.models.keys import Feed, Token
from equipoise.server.models.lives import Life, Member, Revision, Task
from equipoise.server.models.outward import Channel, Delivery, Notice, Webhook
from equipoise.server.models.people import Invitation
from equipoise.server.models.proposals import Proposal
from equipoise.server.models.records import Record
from equipoise.server.models.workers import Worker

__all__ = [
    "Channel",
    "CheckIn",
    "Delivery",
    "Errand",
    "Feed",
    "Invitation",
    "Life",
    "Member",
    "Notice",
    "Proposal",
    "Receipt",
    "Record",
    "Revision",
    "Shutdown",
    "Task",
    "Token",
    "Webhook",
    "Worker",
]
