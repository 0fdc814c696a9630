"""The default KeyWrapper: AES-256-GCM with a master key from the environment or a file."""

from django.conf import settings

from tenants.sealing import master_keys
from tenants.sealing.key_wrapping import UnknownKey
from tenants.sealing.keys import seal, unseal


class LocalKeyWrapper:
    """See tenants.sealing.key_wrapping.KeyWrapper.

    The files are read anew before a key is wrapped, and when a key is met that isn't known: a
    process that was started before a rotation takes part in it.
    """

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    @property
    def key_id(self) -> str:
        return master_keys.key_id(self._read().current)

    def wrap(self, key: bytes, *, about: str) -> tuple[bytes, str]:
        current = self._read().current
        return seal(current, key, about=about), master_keys.key_id(current)

    def unwrap(self, wrapped: bytes, *, about: str, key_id: str) -> bytes:
        if key_id not in self._known:
            self._read()
        master = self._known.get(key_id)
        if master is None:
            raise UnknownKey(
                f"{about} is wrapped by master key {key_id}, which is not here. "
                f"Here: {', '.join(self._known)}."
            )
        return unseal(master, wrapped, about=about)

    def _read(self) -> master_keys.MasterKeys:
        keys = master_keys.read(settings.KEYS_FOLDER)
        self._known = keys.by_id()
        return keys
