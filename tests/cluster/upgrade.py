"""A rolling upgrade: old and new web processes at once, over a schema that has just grown."""

import shutil
import threading
import time
from collections import Counter
from pathlib import Path

import httpx2 as httpx

import config
from tests.cluster.cluster import ONE, TWO
from tests.cluster.hosts import Role, Web
from tests.cluster.scenes import Stage, must
from tests.faults.at_random.customers import SENTENCES
from tests.faults.tone import NAME, VOICE

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".data", ".venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache"
)
MIGRATIONS = {
    "synthesis": """
        migrations.RunSQL(
            "ALTER TABLE synthesis_job ADD COLUMN next_release text",
            "ALTER TABLE synthesis_job DROP COLUMN next_release",
        )""",
    "synthesis/dispatch": """
        migrations.RunSQL(
            "ALTER TABLE dispatch_queueentry ADD COLUMN next_release integer NOT NULL DEFAULT 0",
            "ALTER TABLE dispatch_queueentry DROP COLUMN next_release",
        )""",
}
"""What the next release adds: a column in every workspace, and one that has to be filled."""


def rolling_upgrade(stage: Stage, folder: Path) -> str:
    """Migrate with the next release while the old one answers, then exchange one web at a time.

    No request may be answered by a 5xx, as long as a load balancer asks /readyz.
    """
    tree = _next_release(folder)
    # /readyz wants a warm worker.
    worker = stage.worker(TWO, 0.0)
    for web in stage.webs:
        web.wait_until_ready()
    traffic = _Traffic(stage)
    traffic.start()
    began = time.monotonic()
    migrate = Role(
        ONE,
        "migrate",
        "migrate",
        env=stage.cluster.env("next", PYTHONPATH=str(tree)),
        logs=stage.cluster.logs,
        tree=tree,
    )
    migrate.start()
    status = migrate.wait_until_it_ends(120)
    must(status == 0, f"the migration failed:\n{migrate.log}")
    migrated = time.monotonic() - began
    for web in stage.webs:
        must(web.status() == 200, f"{web.name}, of the old release, is not ready on the new schema")
    for number, old in enumerate(stage.webs):
        traffic.leave_out(number)
        old.stop()
        new = Web(
            old.host,
            env={**old.env, "PYTHONPATH": str(tree)},
            logs=stage.cluster.logs,
            tree=tree,
        )
        stage.cluster.roles.append(new)
        new.start()
        new.wait_until_ready("/healthz")
        traffic.take_in(number)
        time.sleep(2)
    traffic.stop()
    worker.kill()
    wrong = {status: count for status, count in traffic.answers.items() if status != "2xx"}
    must(not wrong, f"answers during the upgrade: {dict(traffic.answers)}")
    return f"migrated in {migrated:.1f} s; {traffic.answers['2xx']} requests, all answered"


def _next_release(folder: Path) -> Path:
    """A copy of the tree with one more migration in two apps."""
    tree = folder / "next-release"
    shutil.copytree(config.ROOT, tree, ignore=LEFT_OUT)
    for name in (".venv", "node_modules"):
        (tree / name).symlink_to(config.ROOT / name)
    for app, operation in MIGRATIONS.items():
        migrations = tree / app / "migrations"
        last = sorted(path.stem for path in migrations.glob("0*.py"))[-1]
        label = app.rsplit("/", 1)[-1]
        (migrations / "9999_next_release.py").write_text(
            "from django.db import migrations\n\n\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [({label!r}, {last!r})]\n"
            f"    operations = [{operation},\n    ]\n"
        )
    return tree


class _Traffic:
    """Requests to the webs that a load balancer would choose, one after another."""

    def __init__(self, stage: Stage) -> None:
        self.answers: Counter[str] = Counter()
        self._stage = stage
        self._in = {0, 1}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join(60)

    def leave_out(self, web: int) -> None:
        self._in.discard(web)
        time.sleep(1)

    def take_in(self, web: int) -> None:
        self._in.add(web)

    def _run(self) -> None:
        number = 0
        while not self._over.wait(0.05):
            number += 1
            webs = sorted(self._in)
            with self._stage.client(webs[number % len(webs)]) as client:
                try:
                    if number % 5:
                        answer = client.get("/v1/jobs")
                    else:
                        order = {"model": NAME, "voice": VOICE, "input": SENTENCES[0]}
                        answer = client.post("/v1/jobs", json=order)
                except httpx.HTTPError as error:
                    self.answers[type(error).__name__] += 1
                    continue
            self.answers[f"{answer.status_code // 100}xx"] += 1
