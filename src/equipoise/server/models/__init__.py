"""What the server keeps."""

from equipoise.server.models.days import CheckIn, Shutdown
from equipoise.server.models.errands import Errand
from equipoise.server.models.keys import Feed, Token, Webhook
from equipoise.server.models.lives import Life, Member, Revision, Task
from equipoise.server.models.proposals import Proposal
from equipoise.server.models.records import Record

__all__ = [
    "CheckIn",
    "Errand",
    "Feed",
    "Life",
    "Member",
    "Proposal",
    "Record",
    "Revision",
    "Shutdown",
    "Task",
    "Token",
    "Webhook",
]
