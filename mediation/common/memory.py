"""What a process loads to start stays until its end: Python's collector need not look at it again at each pass."""

import gc

from django.urls import get_resolver

YOUNG = 20_000  # objects made and kept since the last pass; Python's seven hundred are for small programs


def settle() -> None:
    """Before any work, once Django is set up; in the parent of processes that are forked, who then share the pages."""
    get_resolver().reverse_dict  # noqa: B018 - reads every address, and so every view
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
