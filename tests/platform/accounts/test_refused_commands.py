"""django-tenants' own commands can't leave a workspace half made or half gone."""

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django_tenants.management import commands

from accounts.management.refused_command import RefusedCommand

REFUSED = ["clone_tenant", "create_missing_schemas", "rename_schema"]
OURS = ["create_tenant", "delete_tenant"]


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_command_that_does_it_whole(name):
    with pytest.raises(CommandError, match=r"backup|settings"):
        call_command(name)
    command = load_command_class(get_commands()[name], name)
    assert isinstance(command, RefusedCommand)
    with pytest.raises(SystemExit):
        command.run_from_argv(["manage.py", name, "--clone_from", "x", "--rename_to=y"])


@pytest.mark.parametrize("name", OURS)
def test_ours_in_place_of_theirs(name):
    assert get_commands()[name] == "accounts"
    assert commands.__name__ == "django_tenants.management.commands"
