"""What partnerships wrote, for site administrators to read: never to add, change or delete.

One exception: a superuser names people on a restricted review. Where everybody who was named has
left, nobody in the partnership sees the review any more, and so nobody there could name another.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from agencies.admin import KeptAdmin, ReadOnly
from agencies.models import Membership
from recommendations.models import (
    Action,
    Barrier,
    BulkChange,
    BulkRow,
    Challenge,
    ChallengeAnswer,
    DueDateChange,
    EmbeddingCheck,
    ExtensionRequest,
    KeepingChange,
    Milestone,
    Notice,
    OwnLegend,
    ProgressUpdate,
    Recommendation,
    Repeat,
    Response,
    Review,
    ReviewPerson,
    SavedView,
    SignOff,
    SignOffAgreement,
    StartPage,
    Theme,
    Verification,
)

OF_REVIEW = "recommendation__review"
OF_ACTION = "action__recommendation__review"


@admin.register(Review)
class ReviewAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("reference", "pseudonym", "kind", "partnership", "published_on")
    list_filter = ("partnership", "kind", "is_restricted")
    search_fields = ("reference", "pseudonym")
    list_select_related = ("partnership",)


class NamedForm(forms.ModelForm):
    class Meta:
        model = ReviewPerson
        fields = ("review", "user")

    def clean(self) -> dict[str, Any]:
        """As on the review's own page: only somebody with a role in its partnership is named."""
        values = super().clean() or self.cleaned_data
        review, user = values.get("review"), values.get("user")
        if review and user:
            there = Membership.objects.active().filter(partnership_id=review.partnership_id)
            if not there.filter(user=user).exists():
                self.add_error("user", "This person has no role in the review’s partnership.")
        return values


@admin.register(KeepingChange)
class KeepingChangeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("review", "what", "recorded_by_name", "recorded_at")
    list_select_related = ("review",)


@admin.register(ReviewPerson)
class ReviewPersonAdmin(KeptAdmin):
    """Who is named on a restricted review: superusers add and change, others read."""

    form = NamedForm
    list_display = ("review", "user", "named_by", "named_at")
    list_filter = ("review__partnership",)
    list_select_related = ("review", "user", "named_by")
    autocomplete_fields = ("review", "user")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who names somebody signs for it."""
        obj.named_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("__str__", "scope", "forum")
    list_filter = ("review__partnership", "scope")
    search_fields = ("reference", "wording", "review__pseudonym", "review__reference")
    list_select_related = ("review", "forum")


@admin.register(Response)
class ResponseAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("recommendation", "agency", "position")
    list_filter = (f"{OF_REVIEW}__partnership", "position")
    list_select_related = (OF_REVIEW, "agency")


@admin.register(Action)
class ActionAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("__str__", "title", "lead_agency", "owner", "status", "due_on")
    list_filter = (f"{OF_REVIEW}__partnership", "status")
    search_fields = ("title", f"{OF_REVIEW}__pseudonym", "recommendation__reference")
    list_select_related = (OF_REVIEW, "lead_agency", "owner")
    date_hierarchy = "due_on"


@admin.register(Milestone)
class MilestoneAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("title", "action", "due_on", "done_on")
    list_select_related = (OF_ACTION,)


@admin.register(Theme)
class ThemeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "partnership")
    list_filter = ("partnership",)
    search_fields = ("name",)
    list_select_related = ("partnership",)


@admin.register(Repeat)
class RepeatAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("recommendation", "earlier", "linked_by", "linked_at")
    list_select_related = (OF_REVIEW, "earlier__review", "linked_by")


@admin.register(OwnLegend)
class OwnLegendAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("partnership", "version")
    list_select_related = ("partnership",)


@admin.register(Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("recipient", "kind", "happening", "recommendation", "recorded_at", "read_at")
    list_filter = ("kind", "partnership")
    list_select_related = ("recipient", OF_REVIEW)
    search_fields = ("recipient__name", "recipient__email")


class SignedOfAction(ReadOnly, admin.ModelAdmin):
    """Append-only rows of an action: they are their own history."""

    list_display = ("action", "recorded_by_name", "recorded_by_role", "recorded_at")
    list_filter = (f"{OF_ACTION}__partnership",)
    list_select_related = (OF_ACTION,)
    date_hierarchy = "recorded_at"


class SignedOfRecommendation(ReadOnly, admin.ModelAdmin):
    """Append-only rows of a recommendation: they are their own history."""

    list_display = ("__str__", "recorded_by_name", "recorded_by_role", "recorded_at")
    list_filter = (f"{OF_REVIEW}__partnership",)
    list_select_related = (OF_REVIEW,)
    date_hierarchy = "recorded_at"


@admin.register(EmbeddingCheck)
class EmbeddingCheckAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "due_on")
    list_filter = (f"{OF_REVIEW}__partnership",)
    list_select_related = (OF_REVIEW,)


@admin.register(ChallengeAnswer)
class ChallengeAnswerAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("challenge", "recorded_by_name", "recorded_at", "outcome")
    list_select_related = ("challenge__recommendation__review",)


@admin.register(SignOffAgreement)
class SignOffAgreementAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("sign_off", "agency", "agreed_by", "agreed_on")
    list_select_related = ("sign_off__recommendation__review", "agency")


admin.site.register([ProgressUpdate, DueDateChange, Barrier], SignedOfAction)
admin.site.register([ExtensionRequest, Verification], SignedOfAction)
admin.site.register([SignOff, Challenge], SignedOfRecommendation)


@admin.register(SavedView)
class SavedViewAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("name", "owner", "page", "shared_with")
    list_filter = ("shared_with", "page")
    search_fields = ("name", "owner__email")
    list_select_related = ("owner", "shared_with")


@admin.register(StartPage)
class StartPageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("user", "view")
    list_select_related = ("user", "view")


class BulkRowInline(ReadOnly, admin.TabularInline):
    model = BulkRow
    extra = 0


@admin.register(BulkChange)
class BulkChangeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("recorded_at", "what", "value", "partnership", "recorded_by_name")
    list_filter = ("partnership", "what")
    date_hierarchy = "recorded_at"
    inlines = (BulkRowInline,)


@admin.register(BulkRow)
class BulkRowAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("change", "action", "recommendation", "before", "after", "why_not")
    list_select_related = ("change", "action__recommendation__review", "recommendation__review")
