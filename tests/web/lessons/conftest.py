"""Lessons of Alice's workspace, and a colleague of hers."""

from collections.abc import Callable

import pytest

from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.models import Lesson
from lessons.services import documents
from tenants.context import in_tenant
from tests.conftest import Person

TEXT = "Good morning. Open your books. 同学们好。"


@pytest.fixture
def write(alice) -> Callable[..., Lesson]:
    """Writes a lesson of somebody's, Alice's unless another is named."""

    def write(author: Person | None = None, text: str = TEXT, **more) -> Lesson:
        who = author or alice
        with in_tenant(alice.tenant):
            viewer = Viewer(alice.tenant, Role.MEMBER, user=who.user.id)
            return documents.create(viewer=viewer, material=from_text(text), **more).lesson

    return write
