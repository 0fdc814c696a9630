"""A migration that was released is never changed: databases have run it as it was."""

from tests.upgrades import frozen

ADVICE = (
    "{} was released, and databases have run it as it was then. Put the file back "
    "(git checkout on the commit of the release), and make the change in a new migration."
)


def test_released_migrations_are_as_they_were():
    now = frozen.digests()
    changed = [path for path, digest in frozen.frozen().items() if now.get(path) != digest]
    assert not changed, ADVICE.format(", ".join(changed))


def test_the_list_holds_all_that_the_first_release_has():
    apps = {path.split("/migrations/")[0] for path in frozen.frozen()}
    assert {"billing", "lessons", "voices", "synthesis", "platform/tenants"} <= apps
    assert set(frozen.frozen()) <= set(frozen.digests())
