"""`python -m tests.upgrades.release`: what a release leaves for the tests of the next ones.

Writes the list of migrations that are frozen from now on, and an archive with a small database of
this version and the files of its workspace, which later versions must be able to migrate. Run it
before the tag is set, and commit both. The release before the last can go.
"""

import io
import os
import subprocess
import tarfile
from pathlib import Path

from bench.environment import services
from runtime.embedded.postgres import INSTALL
from runtime.version import VERSION
from tests.upgrades import frozen

FOLDER = Path(__file__).parent
# Wraps keys of nothing but this archive.
MASTER_KEY = "bGVjdGVybjogdGhlIGtleSBvZiB0aGUgdGVzdHMgISE="
SLUG = "oak-school"
LONG = "A plant takes in water through its roots, and carbon dioxide through its leaves."
LINES = ["A dragon lives in the library.", "它每天看书。"]


def archive() -> Path:
    """The archive of the last release. There is one: a release replaces it."""
    (found,) = FOLDER.glob("v*.tar.gz")
    return found


def main() -> None:
    os.environ["LECTERN_MASTER_KEY"] = MASTER_KEY
    with services() as folder:
        _fill()
        dump = subprocess.run(
            [
                INSTALL / "bin" / "pg_dump",
                "--no-owner",
                "--no-privileges",
                os.environ["DATABASE_URL"],
            ],
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        for former in FOLDER.glob("v*.tar.gz"):
            former.unlink()
        with tarfile.open(FOLDER / f"v{VERSION}.tar.gz", "w:gz") as tar:
            entry = tarfile.TarInfo("database.sql")
            entry.size = len(dump)
            tar.addfile(entry, io.BytesIO(dump))
            tar.add(folder / "data" / "tenants", "tenants", filter=_nobodys)
    frozen.freeze()
    print(f"{archive()}: {archive().stat().st_size // 1024} KB; {frozen.LIST}")


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _fill() -> None:
    """One workspace with a voice, a lesson of which some is made, jobs, usage, and a token."""
    # Imported here because they import Django's models, which need Django to be set up.
    from accounts import tokens
    from accounts.actor import Actor
    from accounts.services import sign_up
    from lessons.access import Role, Viewer
    from lessons.material import from_text
    from lessons.services import documents, making
    from synthesis import pronouncing
    from synthesis.jobs.order import Order
    from synthesis.jobs.submit import submit
    from synthesis.monitoring import recount
    from tenants.context import in_tenant
    from tests.lessons.conftest import make_all
    from voices.dictionary import services as dictionary
    from voices.dictionary.entry import Entry
    from voices.models import Take, Voice, VoiceConditioning

    owner = sign_up(
        organisation="Oak School",
        name="Ms. Lin",
        email="lin@example.org",
        password="correct horse battery",
        slug=SLUG,
    )
    tenant, user = owner.tenant, owner.user
    tokens.issue(tenant=tenant, name="a program")
    with in_tenant(tenant):
        voice = Voice.objects.create(name="Ms. Lin", status="ready", clip_seconds=8, speaker=user)
        take = Take.objects.create(voice=voice, status="ready", step="done", seconds=8)
        conditioning = VoiceConditioning(voice=voice, take=take, engine="kokoro")
        conditioning.sealed = tenant.seal(b"a voice", about=conditioning.about)
        conditioning.save()
        by = Actor(user=user)
        dictionary.put(entry=Entry("Lin", "ipa", "lɪn"), check=pronouncing.check, by=by)
        viewer = Viewer(tenant, Role.ADMIN, user=user.id)
        lesson = documents.create(viewer=viewer, material=from_text("\n".join(LINES))).lesson
        making.make(viewer=viewer, lesson=lesson)
        make_all(tenant)
        submit(tenant=tenant, order=Order(text=" ".join([LONG] * 4), voice="af_heart"))
        make_all(tenant, most=1)
        submit(tenant=tenant, order=Order(text="It waits to be made.", voice="af_heart"))
    if found := list(recount.differences()):
        raise RuntimeError(f"the archive would begin with differences: {found}")


if __name__ == "__main__":
    main()
