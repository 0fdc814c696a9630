"""Model files are the same on all machines: this code's, and those of the installation.

`lectern migrate` writes what its release pins into the database, and keeps what was there before.
A worker loads a file that is the one its own code pins, and that the installation has now or had
before. So while an installation is upgraded, workers of both releases may start, in any order; one
of a release that is two model changes behind, or whose `migrate` did not run yet, waits and is not
ready. Workers that have loaded their files go on.

A folder that was pulled (`model_folders`) is compared with its own receipt, and with the one that
the first worker of the installation loaded: all machines have the same one, down to the commit.
`manage.py models pin` chooses another.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from runtime.model_store import model_files, model_folders
from runtime.model_store.digests import Digests
from runtime.model_store.model_files import ModelFile
from runtime.model_store.model_folders import Content, ModelFolder
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


def pin_folder(folder: ModelFolder, models: Path) -> Content:
    """Have all machines use the folder that is on this one. Raises OSError, django.db.Error."""
    digests = Digests(models)
    if problem := model_folders.damage_of(folder, models, digests):
        raise FileNotFoundError(problem)
    here = _content(folder, models, digests)
    digests.keep()
    ModelPin.objects.update_or_create(
        name=_folder_name(folder), defaults={"sha256": here.digest, "commit": here.commit}
    )
    return here


def pinned_folder(folder: ModelFolder) -> Content | None:
    """What all machines have; None where no worker has loaded it yet. Raises django.db.Error."""
    pin = ModelPin.objects.filter(name=_folder_name(folder)).first()
    return Content(pin.sha256, pin.commit) if pin else None


def other_folder(engine: str, models: Path) -> str | None:
    """What is wrong where this machine's folder of an engine is not the installation's, by its
    receipt alone; None where it is, or that is not known. Raises django.db.Error."""
    folder = model_folders.manifest().get(engine)
    if folder is None or not folder.is_there(models):
        return None
    here, wanted = model_folders.content(folder, models), pinned_folder(folder)
    return _difference(folder, here, wanted) if here and wanted else None


def problem_of(
    engines: Sequence[str],
    models: Path,
    files: Sequence[ModelFile] | None = None,
    folders: Mapping[str, ModelFolder] | None = None,
) -> str | None:
    """Why the files of these engines can't be loaded here; None if they can.

    `files` and `folders` are all that this code knows. The first folder of an engine that is whole
    is pinned for the installation. Raises django.db.Error where the database can't be asked.
    """
    ours = model_files.manifest() if files is None else files
    wanted = [file for file in ours if file.engine in engines]
    pins = ModelPin.objects.in_bulk([_name(file) for file in wanted])
    digests = Digests(models)
    for file in wanted:
        pin = pins.get(_name(file))
        if problem := _not_pinned(file, pin) or _damage(file, models, digests):
            return problem
    known = model_folders.manifest() if folders is None else folders
    for engine in engines:
        if engine not in known:
            continue
        if problem := model_folders.damage_of(known[engine], models, digests):
            return f"{problem}; get it anew: manage.py models pull {engine}"
        if problem := _not_the_pinned(known[engine], models, digests):
            return problem
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


def _not_the_pinned(folder: ModelFolder, models: Path, digests: Digests) -> str | None:
    """Why a whole folder is not the installation's; where there was none, it is from now on."""
    here = _content(folder, models, digests)
    pin, is_first = ModelPin.objects.get_or_create(
        name=_folder_name(folder), defaults={"sha256": here.digest, "commit": here.commit}
    )
    if is_first:
        log.info("all machines use %s of %s from now on", here, folder.name)
    return _difference(folder, here, Content(pin.sha256, pin.commit))


def _content(folder: ModelFolder, models: Path, digests: Digests) -> Content:
    here = model_folders.content(folder, models, digests)
    if here is None:
        raise ValueError(f"{folder.name} has no content")
    return here


def _difference(folder: ModelFolder, here: Content, wanted: Content) -> str | None:
    if here.digest == wanted.digest:
        return None
    revision = f" --revision {wanted.commit}" if wanted.commit else ""
    return (
        f"this machine has {folder.name} of {here}, the installation that of {wanted}: get the "
        f"same (manage.py models pull {folder.name}{revision}), or have all machines use this one "
        f"(manage.py models pin {folder.name}) and pull it on each"
    )


def _folder_name(folder: ModelFolder) -> str:
    return f"{folder.name}/"


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
