"""What the application writes about itself: where it failed and on what, never what it knew of anybody.

An error says its kind, its constraint and its lines of code; its words, which quote names and rows, are left out.
"""

import logging
from collections.abc import Iterator
from copy import copy
from traceback import format_tb

from .privacy import masked


class Discreet(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        discreet = copy(record)  # other handlers read the same one
        discreet.msg, discreet.args, discreet.exc_text = said(record), (), None
        return super().format(discreet)

    def formatException(self, ei) -> str:  # noqa: N802 - the name logging looks for
        return "\nDue to:\n".join("".join(format_tb(error.__traceback__)) + named(error) for error in causes(ei[1]))


def said(record: logging.LogRecord) -> str:
    """The message, without the words of its error, which Celery repeats, nor how to reach anybody."""
    message = record.getMessage()
    for error in causes(record.exc_info[1] if record.exc_info else None):
        for words in filter(None, (repr(error), str(error))):
            message = message.replace(words, named(error))
    return masked(message)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what led to it."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__


def named(error: BaseException) -> str:
    """`psycopg.errors.UniqueViolation (one_live_registration)`."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return f"{kind} ({constraint})" if constraint else kind
