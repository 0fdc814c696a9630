"""Imported by the process that all worker processes are forked from, and by no other.

It imports what any of them will need: the patterns of the text planner and the REST views alone
take a processor 0.7 s, which each worker would spend again.
"""

import gc
import os
import signal

import django

import config  # noqa: F401  (it adds the platform's apps to the path)
from runtime.supervision.tied import tie

tie(signal.SIGKILL, os.getppid())
django.setup()

from django.urls import get_resolver  # noqa: E402

import runtime.roles.leaving  # noqa: E402
import runtime.web_server.serve  # noqa: E402, F401
import synthesis.text.semiotic.classes  # noqa: E402
import synthesis.worker.tasks  # noqa: E402
import synthesis.worker.worker  # noqa: E402, F401
import tests.faults.tone  # noqa: E402, F401

get_resolver().url_patterns  # noqa: B018  (imports all views)
# Children share what nobody writes to, and the collector writes to all it looks at.
gc.collect()
gc.freeze()
