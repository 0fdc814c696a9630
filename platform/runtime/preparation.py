"""Prepares the files that a start and the tests need; repeats only what has changed."""

from pathlib import Path

from runtime.assets import install_assets
from runtime.bundles import bundle
from runtime.model_store import model_files, tuning
from runtime.progress import step
from runtime.translations import compile_translations


def prepare(root: Path, models: Path, locale: list[Path], log_dir: Path) -> None:
    """Model files, what runs them, the pages' packages and translations. Raises StartError."""
    log = log_dir / "npm.log"
    with step("Model files") as this:
        for file in model_files.manifest():
            if model_files.pull(file, models, log):
                this.detail += f"{file.name} "
    with step("Speed of engines") as this:
        for engine in tuning.PROGRAMS:
            if not tuning.is_tuned(engine, models):
                this.detail += f"{engine}: {tuning.tune(engine, root, models)} "
    with step("Page assets") as this:
        if install_assets(root, log):
            this.detail = "from npm"
        bundle(root, root / "web", log)
    with step("Translations"):
        compile_translations(locale)
