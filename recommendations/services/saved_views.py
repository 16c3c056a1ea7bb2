"""Filters that people keep. Each is an address: it shows nobody more than they may see."""

from uuid import UUID

from django.db import transaction

from agencies.models import Partnership, User
from recommendations.models import SavedView, StartPage
from recommendations.permissions import may_change_view, may_share_view, may_unshare_view
from recommendations.services.checks import allow
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, locked, save_as

#: More than a person finds their way in.
MOST = 100
NOT_YOURS = "Only those who read the whole partnership share a view with it."


@transaction.atomic
def save_view(
    *,
    actor: User,
    name: str,
    page: str,
    place: UUID | None,
    query: str,
    shared_with: Partnership | None,
    is_start: bool,
) -> SavedView:
    """Keep a page with its filter. `query` has been through `saved_pages.kept`."""
    _may_share(actor, shared_with)
    locked(User.objects.filter(pk=actor.pk)).get()
    if SavedView.objects.filter(owner=actor).count() >= MOST:
        raise InvalidTransition(f"You have {MOST} views already. Delete one first.")
    view = SavedView(
        owner=actor, name=name, page=page, place=place, query=query, shared_with=shared_with
    )
    save_as(view, actor)
    if is_start:
        start_with(actor=actor, view=view)
    return view


@transaction.atomic
def edit_view(
    *, actor: User, view: SavedView, version: int, name: str, shared_with: Partnership | None
) -> SavedView:
    """Another name, or another partnership that it is shared with."""
    allow(may_change_view(actor, view))
    view = lock_unchanged(view, version)
    if shared_with != view.shared_with:
        _may_share(actor, shared_with)
    view.name, view.shared_with = name, shared_with
    save_as(view, actor)
    return view


@transaction.atomic
def unshare_view(*, actor: User, view: SavedView) -> SavedView:
    """A manager takes a view from the partnership's list; its owner keeps it."""
    allow(may_unshare_view(actor, view))
    view = locked(SavedView.objects.all()).get(pk=view.pk)
    if view.shared_with_id is not None:
        view.shared_with = None
        view.version += 1
        save_as(view, actor, "No longer shared")
    return view


@transaction.atomic
def delete_view(*, actor: User, view: SavedView) -> User:
    """It is nothing of record; history keeps that it was there. Whoever began with it is told."""
    allow(may_change_view(actor, view))
    view = locked(SavedView.objects.all()).get(pk=view.pk)
    view._history_user = actor  # type: ignore[attr-defined]
    view.delete()
    return actor


@transaction.atomic
def start_with(*, actor: User, view: SavedView | None) -> User:
    """What opens first from now on; None: My work."""
    if view is None:
        StartPage.objects.filter(user=actor).delete()
        return actor
    allow(SavedView.objects.visible_to(actor).filter(pk=view.pk).exists())
    StartPage.objects.update_or_create(user=actor, defaults={"view": view})
    return actor


def _may_share(actor: User, partnership: Partnership | None) -> None:
    if partnership and not may_share_view(actor, partnership.pk):
        raise InvalidTransition(NOT_YOURS, "shared_with")
