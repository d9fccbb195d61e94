"""Loads what every searching process needs. Imported first of all in the process that they are forked off.

Where processes are forked (see process.py) this happens once for all of them, before any thread is there: a process
that replaces a killed one is ready in a tenth of a second instead of one.
"""

from __future__ import annotations

import os
import signal

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C and service managers reach every process; the server decides
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # read when the numerical libraries are loaded

import ashen.library  # noqa: E402
import ashen.match.views  # noqa: E402, F401
