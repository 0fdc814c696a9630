"""Addresses of workspaces, made from their names."""

import pytest

from tenants.models import valid_slug
from tenants.naming.slugs import LONGEST, slug_of
from tenants.services import open_workspace


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Willow School", "willow-school"),
        ("École Émile", "ecole-emile"),
        ("北京第一中学", "beijing-di-yi-zhong-xue"),
        ("重庆大学", "chongqing-daxue"),
        ("上海 International 学校", "shanghai-international-xuexiao"),
        ("３年级（2）班", "3-nian-ji-2-ban"),
        ("👩‍🏫", "workspace"),
        ("Школа", "workspace"),
        ("snake_case_", "snake-case"),
    ],
)
def test_names_become_addresses(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("华东师范大学第二附属中学国际部", "huadong-shi-fan-daxue-di-er"),
        ("The Willow School of the Far North", "the-willow-school-of-the-far"),
        ("x" * 100, "x" * LONGEST),
    ],
)
def test_long_names_end_with_a_whole_word(name, slug):
    valid_slug(slug)
    assert slug_of(name) == slug


def test_the_same_name_gets_another_address(db):
    first, second = (open_workspace(name="北京第一中学", plan="trial").slug for _ in range(2))
    assert first == "beijing-di-yi-zhong-xue"
    assert second.startswith(f"{first}-") and len(second) == len(first) + 5
