from synthesis.management.commands.recount import Command as Recount


class Command(Recount):
    help = "The former name of `recount`; it goes in the release after 0.2."
