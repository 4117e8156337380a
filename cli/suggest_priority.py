"""The lowest priority that the system gives."""

import os
from contextlib import suppress

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def yield_to_all() -> None:
    """Compute only when hardly anybody else wants to, and on one core only.

    Linux takes the priority on the disk from the same setting. All processes of this priority share the last of the cores
    that they may use: a screen that wakes up finds another one free, where two busy cores made its keys and the disk's
    answers wait although nothing else wanted to compute. Not SCHED_IDLE: Linux counts a core that runs only such
    processes among the idle ones and wakes the screen there, which made one key in ten wait 3 ms longer.
    A process of this priority must hold no lock that others wait for.
    """
    os.nice(19)
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def one_thread() -> None:
    """Keep the libraries for matrices, which are not loaded yet, from starting a thread for each core."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
