"""For site administrators: to look, with history; files are not handed out here."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from agencies.admin import ReadOnly
from evidence.models import (
    Disposal,
    Evidence,
    EvidenceDecision,
    EvidenceDownload,
    EvidenceLink,
    EvidenceRequest,
    EvidenceVersion,
    Figure,
    Look,
    LookItem,
    RequestEvent,
    VirusNotice,
)


class LinkInline(ReadOnly, admin.TabularInline):
    model = EvidenceLink


class FigureInline(ReadOnly, admin.TabularInline):
    model = Figure


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("title", "kind", "level", "partnership", "agency", "dated_on")
    list_filter = ("partnership", "kind", "level")
    search_fields = ("title",)
    list_select_related = ("partnership", "agency")
    inlines = (LinkInline, FigureInline)


@admin.register(EvidenceVersion)
class EvidenceVersionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("evidence", "number", "original_name", "size", "scan_state", "uploaded_at")
    list_filter = ("scan_state",)
    list_select_related = ("evidence",)
    #: Without the file: the store has no address, and a download is logged on the site itself.
    exclude = ("file", "preview")


@admin.register(EvidenceDecision)
class EvidenceDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("evidence", "decision", "recorded_by_name", "recorded_at")
    list_filter = ("decision",)
    list_select_related = ("evidence",)


@admin.register(EvidenceDownload)
class EvidenceDownloadAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("version", "recorded_by_name", "recorded_at")
    list_select_related = ("version__evidence",)


@admin.register(VirusNotice)
class VirusNoticeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("version", "recipient", "sent_at")
    list_select_related = ("version__evidence", "recipient")


class RequestEventInline(ReadOnly, admin.TabularInline):
    model = RequestEvent


@admin.register(EvidenceRequest)
class EvidenceRequestAdmin(ReadOnly, SimpleHistoryAdmin):
    list_display = ("recommendation", "agency", "due_on", "state", "recorded_by_name")
    list_filter = ("partnership", "state")
    list_select_related = ("recommendation__review", "agency")
    inlines = (RequestEventInline,)


@admin.register(Disposal)
class DisposalAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("evidence", "state", "recorded_by_name", "recorded_at")
    list_filter = ("state",)
    list_select_related = ("evidence",)


class LookItemInline(ReadOnly, admin.TabularInline):
    model = LookItem


@admin.register(Look)
class LookAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("sign_off", "recorded_by_name", "recorded_at")
    list_select_related = ("sign_off__recommendation__review",)
    inlines = (LookItemInline,)
