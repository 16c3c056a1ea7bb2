"""For site administrators: to look; a pack itself is handed out to its asker only."""

from django.contrib import admin

from agencies.admin import ReadOnly
from documents.models import Pack, PackDownload


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
