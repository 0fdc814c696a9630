from accounts.management.refused_command import RefusedCommand


class Command(RefusedCommand):
    help = "Refused: a copy would have no plan, files or key of its own."
    instead = (
        "A workspace is copied by manage.py backup SLUG --to FILE, "
        "and restored on another installation."
    )
