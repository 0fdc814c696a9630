"""Imported by the process that all worker processes are forked from, and by no other."""

import os
import signal

import django

import config  # noqa: F401  (it adds the platform's apps to the path)
from runtime.supervision.tied import tie

tie(signal.SIGKILL, os.getppid())
django.setup()

import synthesis.worker.tasks  # noqa: E402, F401
