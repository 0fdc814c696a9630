"""Run by test_platform_name.py in a pytest of its own."""

import platform

import runtime


def test_platform_is_pythons_own_under_pytest() -> None:
    assert platform.system()
    assert "/platform/" in runtime.__file__
