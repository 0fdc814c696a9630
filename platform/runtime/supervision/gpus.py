"""Which GPUs the processes that we start may have, and which of them each gets.

CUDA counts the GPUs that CUDA_VISIBLE_DEVICES names, in that order; a process that is given one
name there sees no other.
"""

import logging
import re
import subprocess
from collections.abc import Mapping
from itertools import takewhile

from runtime.model_store.model_folders import ModelFolder

log = logging.getLogger(__name__)

VISIBLE = "CUDA_VISIBLE_DEVICES"
ASK = ("nvidia-smi", "-L")
ASK_SECONDS = 30.0
LINE = re.compile(r"^( *)\S.*\(UUID: ((?:GPU|MIG)-[\w/-]+)\)", re.MULTILINE)


def visible(env: Mapping[str, str]) -> list[str]:
    """The names of the GPUs: those that the environment allows, else all that the driver knows.

    Of a GPU that is divided (MIG), its parts. None where there is no driver.
    """
    given = env.get(VISIBLE)
    if given is not None:
        # As CUDA reads it: nothing from the first name on that is none.
        names = (name.strip() for name in given.split(","))
        return list(takewhile(lambda name: name not in ("", "-1"), names))
    try:
        asked = subprocess.run(ASK, capture_output=True, text=True, timeout=ASK_SECONDS, check=True)
    except FileNotFoundError:
        return []
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the GPUs are not known, as nvidia-smi failed: %s", error)
        return []
    return _listed(asked.stdout)


def for_workers(folder: ModelFolder | None, env: Mapping[str, str]) -> list[dict[str, str]]:
    """What to add to the environment of each worker of an engine; one worker for each item.

    An engine whose folder says nothing of GPUs has one worker; so has one whose operator has chosen
    its device, and one on a machine with a single GPU or none.
    """
    if folder is None or not folder.device or env.get(folder.device, "cuda") not in ("", "cuda"):
        return [{}]
    names = visible(env)
    return [{VISIBLE: name} for name in names] if len(names) > 1 else [{}]


def _listed(output: str) -> list[str]:
    """The UUIDs in what `nvidia-smi -L` prints; parts are indented below their GPU."""
    found: list[str] = []
    whole = ""
    for indent, uuid in LINE.findall(output):
        if indent and found and found[-1] == whole:
            found.pop()
        found.append(uuid)
        whole = whole if indent else uuid
    return found
