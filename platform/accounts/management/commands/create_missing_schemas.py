from accounts.management.refused_command import RefusedCommand


class Command(RefusedCommand):
    help = "Refused: an empty schema in place of a lost one would hide the loss."
    instead = "Restore the workspace from a backup: manage.py restore FILE."
