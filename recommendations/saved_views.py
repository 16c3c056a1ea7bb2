"""What the list of saved views shows, and with which view a person begins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest

from recommendations import permissions, saved_pages
from recommendations.models import SavedView, StartPage

if TYPE_CHECKING:
    from agencies.access import Person


GONE = "Your start page has been deleted by its owner"
NOT_SHARED = "The view that was your start page is not shared with you any more"


@dataclass(frozen=True)
class ViewRow:
    view: SavedView
    page: str
    is_start: bool
    is_own: bool
    may_unshare: bool


def view_rows(user: "Person", views: Any, start: StartPage | None) -> list[ViewRow]:
    """The person's own first, then what others share, each by name."""
    rows = [
        ViewRow(
            view,
            saved_pages.label_of(view.page),
            start is not None and start.view_id == view.pk,
            view.owner_id == user.pk,
            view.owner_id != user.pk and permissions.may_unshare_view(user, view),
        )
        for view in views.visible_to(user)
    ]
    return sorted(rows, key=lambda row: not row.is_own)


def start_of(user: "Person") -> StartPage | None:
    if not user.is_authenticated:
        return None
    return StartPage.objects.select_related("view").filter(user_id=user.pk).first()


@dataclass(frozen=True)
class Start:
    """Where a person begins; `why` says what stands against it, where `address` is empty."""

    address: str = ""
    why: str = ""


def start_address(request: HttpRequest) -> Start:
    """ "" for My work: where nothing else was chosen, or what was chosen cannot be opened.

    A choice that is gone is told of once, and then forgotten.
    """
    chosen = start_of(request.user)
    if chosen is None:
        return Start()
    view = chosen.view
    if view is None or not SavedView.objects.visible_to(request.user).filter(pk=view.pk).exists():
        StartPage.objects.filter(pk=chosen.pk).delete()
        return Start(why=GONE if view is None else NOT_SHARED)
    try:
        return Start(saved_pages.address(request, view.page, view.place, view.query))
    except saved_pages.Refused as why:
        return Start(why=f"Your start page “{view}” cannot be opened. {why}")


def was_deleted(user: "Person", public_id: UUID) -> bool:
    """Whether a view of the person's had this address and is gone."""
    gone: Any = SavedView.history
    return bool(gone.filter(public_id=public_id, owner_id=user.pk, history_type="-").exists())
