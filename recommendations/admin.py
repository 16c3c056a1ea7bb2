"""What partnerships wrote, for site administrators to read: never to add, change or delete."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from agencies.admin import ReadOnly
from recommendations.models import (
    Action,
    Barrier,
    Challenge,
    DueDateChange,
    EmbeddingCheck,
    ExtensionRequest,
    Milestone,
    ProgressUpdate,
    Recommendation,
    Repeat,
    Response,
    Review,
    ReviewPerson,
    SignOff,
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


@admin.register(ReviewPerson)
class ReviewPersonAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("review", "user", "named_by", "named_at")
    list_filter = ("review__partnership",)
    list_select_related = ("review", "user", "named_by")


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


admin.site.register([ProgressUpdate, DueDateChange, Barrier], SignedOfAction)
admin.site.register([ExtensionRequest, Verification], SignedOfAction)
admin.site.register([SignOff, Challenge], SignedOfRecommendation)
