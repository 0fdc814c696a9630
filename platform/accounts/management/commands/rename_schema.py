from accounts.management.refused_command import RefusedCommand


class Command(RefusedCommand):
    help = "Refused: files and streams are found by the id that the schema is named after."
    instead = (
        "The schema of a workspace keeps its name. "
        "Its name and address are changed on its page of settings."
    )
