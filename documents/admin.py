"""For site administrators: to look; a pack itself is handed out to its asker only."""

from django.contrib import admin

from agencies.admin import ReadOnly
from documents.models import BoardPack, BoardPackDownload, BoardSchedule, Pack, PackDownload


@admin.register(Pack)
class PackAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "state", "recorded_by_name", "recorded_at", "attempts", "size")
    list_filter = ("state",)
    list_select_related = ("review", "recommendation__review")
    #: Without the file, and without the lease that only workers need.
    exclude = ("file", "lease_token", "holds")


@admin.register(PackDownload)
class PackDownloadAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pack", "recorded_by_name", "recorded_at")
    list_select_related = ("pack__review", "pack__recommendation__review")


@admin.register(BoardPack)
class BoardPackAdmin(ReadOnly, admin.ModelAdmin):
    """That it was made, by whom and for which meeting; not what stands in it."""

    list_display = ("title", "partnership", "state", "recorded_by_name", "recorded_at", "made_at")
    list_filter = ("state",)
    list_select_related = ("partnership",)
    exclude = ("lease_token", "holds")


@admin.register(BoardPackDownload)
class BoardPackDownloadAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pack", "format", "recorded_by_name", "recorded_at")
    list_select_related = ("pack",)


@admin.register(BoardSchedule)
class BoardScheduleAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("title", "forum", "days_before", "recorded_by_name", "ended_at")
    list_select_related = ("forum",)
