#!/usr/bin/env python
import os
import sys

import config  # noqa: F401  (puts the platform apps on the path)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    if sys.argv[1:] in (["version"], ["--version"]):
        # Django would print its own version before it looks for a command of this name.
        from runtime.management.commands.version import Command

        Command().run_from_argv(["manage.py", "version"])
        sys.exit()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
