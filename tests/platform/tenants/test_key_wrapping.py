"""What every KeyWrapper must do, tried on each that is listed, and how the settings choose one."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tenants.models import Tenant
from tenants.sealing import key_wrapping, master_keys
from tenants.sealing.key_wrapping import KeyWrapper, UnknownKey, unwrapped, wrapper
from tenants.sealing.keys import Undecryptable
from tenants.sealing.local_key_wrapper import LocalKeyWrapper

KEY = bytes(range(32))
WRAPPERS = [LocalKeyWrapper]
"""Add a class here to have it tested."""


@pytest.fixture(params=WRAPPERS, ids=lambda each: each.__name__)
def keys(request, settings, tmp_path) -> KeyWrapper:
    settings.KEYS_FOLDER = tmp_path / "keys"
    master_keys.make_first(settings.KEYS_FOLDER)
    return request.param()


def test_it_keeps_the_protocol(keys):
    assert isinstance(keys, KeyWrapper)
    assert 0 < len(keys.key_id) <= 200


def test_a_wrapped_key_comes_back(keys):
    wrapped, key_id = keys.wrap(KEY, about="tenant-key:1")
    assert key_id == keys.key_id
    assert KEY not in wrapped
    assert keys.unwrap(wrapped, about="tenant-key:1", key_id=key_id) == KEY


def test_a_key_is_bound_to_what_it_is_for(keys):
    wrapped, key_id = keys.wrap(KEY, about="tenant-key:1")
    with pytest.raises(Undecryptable):
        keys.unwrap(wrapped, about="tenant-key:2", key_id=key_id)


def test_a_changed_key_is_refused(keys):
    wrapped, key_id = keys.wrap(KEY, about="tenant-key:1")
    for damaged in (wrapped[:-1] + bytes([wrapped[-1] ^ 1]), wrapped[:10], b""):
        with pytest.raises(Undecryptable):
            keys.unwrap(damaged, about="tenant-key:1", key_id=key_id)


def test_a_key_of_an_unknown_master_key_is_refused(keys):
    wrapped, _key_id = keys.wrap(KEY, about="tenant-key:1")
    with pytest.raises(UnknownKey, match="tenant-key:1"):
        keys.unwrap(wrapped, about="tenant-key:1", key_id="0badc0de")


def test_another_instance_opens_it(keys):
    wrapped, key_id = keys.wrap(KEY, about="tenant-key:1")
    assert type(keys)().unwrap(wrapped, about="tenant-key:1", key_id=key_id) == KEY


class InMemory:
    """A KeyWrapper whose master key is a number, to see which one the settings choose."""

    key_id = "in-memory"
    unwrapped = 0

    def wrap(self, key, *, about):
        return bytes(byte ^ 0x5A for byte in key) + about.encode(), self.key_id

    def unwrap(self, wrapped, *, about, key_id):
        type(self).unwrapped += 1
        return bytes(byte ^ 0x5A for byte in wrapped[:32])


def test_the_settings_choose_the_wrapper(settings):
    settings.KEY_WRAPPER = f"{__name__}.InMemory"
    assert isinstance(wrapper(), InMemory)
    tenant = Tenant(name="New", slug="new")
    tenant.keep(*wrapper().wrap(KEY, about=tenant.about))
    assert (tenant.wrapped_by, tenant.key) == ("in-memory", KEY)
    before = InMemory.unwrapped
    assert tenant.key == KEY
    assert InMemory.unwrapped == before, "a service is not asked for the same key again"


def test_a_service_is_asked_again_after_a_while(settings, monkeypatch):
    settings.KEY_WRAPPER = f"{__name__}.InMemory"
    wrapped, key_id = wrapper().wrap(KEY, about="x")
    unwrapped(wrapped, about="x", key_id=key_id)
    before, later = InMemory.unwrapped, key_wrapping.time.monotonic() + key_wrapping.CACHE_SECONDS
    monkeypatch.setattr(key_wrapping.time, "monotonic", lambda: later)
    unwrapped(wrapped, about="x", key_id=key_id)
    assert InMemory.unwrapped == before + 1


def test_a_class_that_lacks_a_method_is_refused(settings):
    settings.KEY_WRAPPER = "pathlib.Path"
    with pytest.raises(TypeError, match="KeyWrapper"):
        wrapper()


@pytest.mark.parametrize("text", ["not base64!", "c2hvcnQ="])
@pytest.mark.parametrize("name", [master_keys.CURRENT, master_keys.PREVIOUS])
def test_a_malformed_key_is_named(monkeypatch, tmp_path, name, text):
    master_keys.make_first(tmp_path)
    monkeypatch.setenv(name, text)
    with pytest.raises(ImproperlyConfigured, match=name):
        master_keys.read(tmp_path)


def test_keys_are_never_printed(tmp_path):
    master_keys.make_first(tmp_path)
    keys = master_keys.read(tmp_path)
    assert repr(keys) == f"MasterKeys({master_keys.key_id(keys.current)})"
