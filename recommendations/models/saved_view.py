"""Filters that people keep under a name."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from agencies.models import Partnership, User
from recommendations.querysets.saved_view import SavedViewQuerySet
from scr_tracker.addresses import address_of
from scr_tracker.models import PublicIdentity, Versioned


class SavedView(PublicIdentity, Versioned):
    """A page with its filter, under a name: for its owner, or for a whole partnership.

    It is no more than an address. Whoever opens it sees there what they may see. `page` is a key of
    `saved_pages.PAGES`, `place` the partnership of a page that is about one, `query` the filter.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=80)
    page = models.CharField(max_length=40)
    place = models.UUIDField(null=True, blank=True)
    query = models.CharField("filter", max_length=2000, blank=True)
    shared_with = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="saved_views"
    )
    history = HistoricalRecords()

    objects = SavedViewQuerySet.as_manager()

    empty_in_changes: ClassVar = {"shared_with": "nobody"}

    class Meta:
        ordering = (Lower("name"), "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "owner",
                name="saved_view_name_unique",
                violation_error_code="name",
                violation_error_message="You already have a view with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("recommendations:view-open", self.public_id)


class StartPage(models.Model):
    """The view that a person sees first after signing in. None where that view is gone."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="start_page")
    view = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"Start page of {self.user_id}"
