"""Model files are the same on all machines: this code's, and those of the installation.

`lectern migrate` writes what its release pins into the database, and keeps what was there before.
A worker loads a file that is the one its own code pins, and that the installation has now or had
before. So while an installation is upgraded, workers of both releases may start, in any order; one
of a release that is two model changes behind, or whose `migrate` did not run yet, waits and is not
ready. Workers that have loaded their files go on.

Folders of an engine (`model_folders`) are compared with their own receipts, and not among machines.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from runtime.model_store import model_files, model_folders
from runtime.model_store.digests import Digests
from runtime.model_store.model_files import ModelFile
from runtime.models import ModelPin

log = logging.getLogger(__name__)


def record(files: Sequence[ModelFile] | None = None) -> None:
    """Have the installation use these files from now on; None for all that this code pins."""
    with transaction.atomic():
        for file in model_files.manifest() if files is None else files:
            pin, is_new = ModelPin.objects.select_for_update().get_or_create(
                name=_name(file), defaults={"sha256": file.sha256}
            )
            if not is_new and pin.sha256 != file.sha256:
                pin.before, pin.sha256 = pin.sha256, file.sha256
                pin.save()


def problem_of(
    engines: Sequence[str], models: Path, files: Sequence[ModelFile] | None = None
) -> str | None:
    """Why the files of these engines can't be loaded here; None if they can.

    `files` are all that this code pins. Raises django.db.Error where the database can't be asked.
    """
    ours = model_files.manifest() if files is None else files
    wanted = [file for file in ours if file.engine in engines]
    pins = ModelPin.objects.in_bulk([_name(file) for file in wanted])
    digests = Digests(models)
    for file in wanted:
        pin = pins.get(_name(file))
        if problem := _not_pinned(file, pin) or _damage(file, models, digests):
            return problem
    folders = model_folders.manifest()
    for engine in engines:
        if engine in folders and (
            problem := model_folders.damage_of(folders[engine], models, digests)
        ):
            return f"{problem}; get it anew: manage.py models pull {engine}"
    digests.keep()
    return None


def problem_here(engines: Sequence[str]) -> str | None:
    """`problem_of` for this machine's folder of models."""
    return problem_of(engines, settings.MODELS)


def _not_pinned(file: ModelFile, pin: ModelPin | None) -> str | None:
    if pin is None:
        return (
            f"this installation does not know {_name(file)} yet: run `lectern migrate` of this "
            "release first"
        )
    if file.sha256 not in (pin.sha256, pin.before):
        return (
            f"this release has another {_name(file)} (sha256 {file.sha256[:12]}…) than the "
            f"installation ({pin.sha256[:12]}…): start the release whose `lectern migrate` ran "
            "last, with its files (manage.py models pull), or run that of this one"
        )
    if file.sha256 != pin.sha256:
        log.info("%s is the one of the release before", _name(file))
    return None


def _damage(file: ModelFile, models: Path, digests: Digests) -> str | None:
    path = file.path(models)
    pull = f"manage.py models pull {file.engine}"
    if not path.is_file():
        return f"{path} is missing; get it: {pull}"
    if digests.of(path) != file.sha256:
        return f"{path} is not the file that this release pins; get it anew: {pull}"
    return None


def _name(file: ModelFile) -> str:
    return f"{file.engine}/{file.name}"
