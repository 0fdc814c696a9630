"""Who may do what with a lesson: a table of role × whose × action.

Its author may do everything. Others may do what its access allows. Owners and admins may also put
what others share into the bin, and take over the lessons of people who have left; a private lesson
they can't read before that, and of somebody who is still there they don't see it at all.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.request import TenantRequest, TokenRequest
from accounts.tokens import ADMIN, scopes_now
from lessons.models import Lesson, LessonVersion
from tenants.models import Tenant
from tenants.refusal import Refused


class Action(StrEnum):
    """What somebody may do with a lesson."""

    SEE = "see"
    """Its entry in a list, with its title only where they may read it."""
    READ = "read"
    EDIT = "edit"
    """Save, make, say differently, stop, restore a version."""
    SHARE = "share"
    """Change its access and its folder."""
    BIN = "bin"
    """Put it into the bin, take it out, and delete it for good from there."""
    TAKE_OVER = "take_over"
    """Become its author."""


class Role(StrEnum):
    """Who acts: a member of the workspace, one of its admins or owners, or a program."""

    MEMBER = "member"
    ADMIN = "admin"
    TOKEN = "token"  # noqa: S105 (a role, no secret)


class Whose(StrEnum):
    """Whose lesson it is, as the one who acts sees it."""

    OWN = "own"
    PRIVATE = "private"
    READ = "read"
    EDIT = "edit"
    LEFT_PRIVATE = "left_private"
    LEFT_READ = "left_read"
    LEFT_EDIT = "left_edit"


_SEE, _BIN = frozenset({Action.SEE}), frozenset({Action.BIN})
_READ = _SEE | {Action.READ}
_EDIT = _READ | {Action.EDIT}
_LEFT = _BIN | {Action.TAKE_OVER}
_ALL = _EDIT | _BIN | {Action.SHARE}
_NOTHING: frozenset[Action] = frozenset()

TABLE: dict[tuple[Role, Whose], frozenset[Action]] = {
    (Role.MEMBER, Whose.OWN): _ALL,
    (Role.MEMBER, Whose.PRIVATE): _NOTHING,
    (Role.MEMBER, Whose.READ): _READ,
    (Role.MEMBER, Whose.EDIT): _EDIT,
    (Role.MEMBER, Whose.LEFT_PRIVATE): _NOTHING,
    (Role.MEMBER, Whose.LEFT_READ): _READ,
    (Role.MEMBER, Whose.LEFT_EDIT): _EDIT,
    (Role.ADMIN, Whose.OWN): _ALL,
    (Role.ADMIN, Whose.PRIVATE): _NOTHING,
    (Role.ADMIN, Whose.READ): _READ | _BIN,
    (Role.ADMIN, Whose.EDIT): _EDIT | _BIN,
    (Role.ADMIN, Whose.LEFT_PRIVATE): _SEE | _LEFT,
    (Role.ADMIN, Whose.LEFT_READ): _READ | _LEFT,
    (Role.ADMIN, Whose.LEFT_EDIT): _EDIT | _LEFT,
    (Role.TOKEN, Whose.OWN): _ALL,
    (Role.TOKEN, Whose.PRIVATE): _NOTHING,
    (Role.TOKEN, Whose.READ): _READ,
    (Role.TOKEN, Whose.EDIT): _EDIT,
    (Role.TOKEN, Whose.LEFT_PRIVATE): _NOTHING,
    (Role.TOKEN, Whose.LEFT_READ): _READ,
    (Role.TOKEN, Whose.LEFT_EDIT): _EDIT,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who acts on lessons. A lesson that any service token made belongs to all of the workspace's
    service tokens; to members it is what its access says, and to admins as if its author had left.

    A personal token acts as its person: then both `user` and `token` are set, and what it makes is
    the person's.
    """

    tenant: Tenant
    role: Role
    user: int | None = None
    token: uuid.UUID | None = None

    @property
    def owner_fields(self) -> dict[str, object]:
        """The fields of Lesson and LessonVersion that name this viewer."""
        return {"author_id": self.user, "api_token": self.token if self.user is None else None}

    @property
    def own(self) -> Q:
        """The condition that a lesson is this viewer's own."""
        return Q(**{name: value for name, value in self.owner_fields.items() if value is not None})

    def is_author_of(self, version: LessonVersion) -> bool:
        """Whether the version is this viewer's."""
        return all(getattr(version, name) == value for name, value in self.owner_fields.items())

    def rights(self, lesson: Lesson) -> frozenset[Action]:
        """What they may do with the lesson."""
        return self.rights_by_lesson()(lesson)

    def rights_by_lesson(self) -> Callable[[Lesson], frozenset[Action]]:
        """What they may do with each of several lessons; the members are read once."""
        members = frozenset(self._members())
        return lambda lesson: TABLE[self.role, self._whose(lesson, members)]

    def visible(self) -> QuerySet[Lesson]:
        """The lessons that they may see."""
        shared = Q(access__in=(Lesson.Access.READ, Lesson.Access.EDIT))
        if self.role is Role.TOKEN:
            return Lesson.objects.filter(shared | Q(api_token__isnull=False))
        seen = shared | Q(author=self.user)
        if self.role is Role.ADMIN:
            seen |= ~Q(author__in=self._members()) | Q(author=None)
        return Lesson.objects.filter(seen)

    def _whose(self, lesson: Lesson, members: frozenset[int]) -> Whose:
        if self.role is Role.TOKEN and lesson.api_token is not None:
            return Whose.OWN
        if self.user is not None and lesson.author_id == self.user:
            return Whose.OWN
        if lesson.author_id is None or lesson.author_id not in members:
            return Whose(f"left_{lesson.access}")
        return Whose(lesson.access)

    def _members(self) -> list[int]:
        memberships = Membership.objects.filter(tenant=self.tenant)
        return list(memberships.values_list("user_id", flat=True))


def viewer_of(request: TenantRequest | TokenRequest) -> Viewer:
    """Who sent the request."""
    if request.api_token is not None:
        token = request.api_token
        if token.maker is None:
            return Viewer(request.tenant, Role.TOKEN, token=token.id)
        role = Role.ADMIN if ADMIN in scopes_now(token) else Role.MEMBER
        return Viewer(request.tenant, role, user=token.maker.user_id, token=token.id)
    role = Role.ADMIN if request.membership.is_admin else Role.MEMBER
    return Viewer(request.tenant, role, user=request.user.id)


def find(*, viewer: Viewer, lesson_id: str, action: Action, binned: bool = False) -> Lesson:
    """The lesson, if the viewer may do this with it. With `binned`, one in the bin is found too.

    Raises Refused: there is none that they may see (404), it is in the bin (409), or they may see
    it and not do this (403).
    """
    lesson = Lesson.objects.filter(id=lesson_id).first()
    rights = viewer.rights(lesson) if lesson else frozenset()
    if lesson is None or Action.SEE not in rights:
        raise Refused("lesson_not_found", _("There is no such lesson."), status=404)
    if action not in rights:
        if action is Action.READ:
            message = _("This lesson is private. Take it over to read it: its author has left.")
        elif action is Action.EDIT:
            message = _("You may listen to this lesson, not change it. Duplicate it to change it.")
        else:
            message = _("Only the author of a lesson may do this.")
        raise Refused("lesson_not_yours", message, status=403)
    if lesson.binned_at is not None and not binned:
        message = _("This lesson is in the bin. Take it out first.")
        raise Refused("lesson_in_bin", message, status=409)
    return lesson
