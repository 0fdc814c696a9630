#!/usr/bin/env python
import os
import sys

import config  # puts the platform apps on the path
from config.environment import data_folder
from runtime.rights.system_user import become_owner

# These change the code's folder, or start processes as other users. The rest touches tenants' data.
FOR_ROOT = ("up", "prepare", "models", "refit_screening", "collectstatic", "compilemessages")
FOR_ROOT += ("makemessages", "makemigrations", "version", "help")

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    if sys.argv[1:] in (["version"], ["--version"]):
        # Django would print its own version before it looks for a command of this name.
        from runtime.management.commands.version import Command

        Command().run_from_argv(["manage.py", "version"])
        sys.exit()
    if sys.argv[1:2] and sys.argv[1] not in FOR_ROOT:
        become_owner(data_folder(config.ROOT) / "keys")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
