from .letters import BatchedLetter, LetterBatch
from .messages import SILENCED, Breaker, Inbound, Lease, Message, MessageEvent, Suppression, Wording

__all__ = [
    "SILENCED",
    "BatchedLetter",
    "Breaker",
    "Inbound",
    "Lease",
    "LetterBatch",
    "Message",
    "MessageEvent",
    "Suppression",
    "Wording",
]
