"""The ledger is written by the planner and the worker, and by nobody's hand."""

from django.contrib import admin

from agencies.admin import ReadOnly
from reminders.models import Mail, MailedNotice, RefusedAddress, Reminder


@admin.register(Mail)
class MailAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("day", "recipient", "state", "attempts", "not_before", "sent_at")
    list_filter = ("state", "day")
    list_select_related = ("recipient",)
    search_fields = ("recipient__name", "recipient__email", "message_id")


@admin.register(MailedNotice)
class MailedNoticeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("mail", "notice", "state", "state_reason")
    list_filter = ("state",)
    list_select_related = ("mail__recipient", "notice__recipient")


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, admin.ModelAdmin):
    list_display = (
        "mail",
        "partnership",
        "kind",
        "recommendation",
        "audience",
        "due_on",
        "step",
        "state",
    )
    list_filter = ("state", "kind", "audience", "is_repeat", "partnership")
    list_select_related = (
        *("mail__recipient", "partnership", "recipient"),
        "recommendation__review",
    )
    search_fields = ("recipient__name", "recipient__email")


@admin.register(RefusedAddress)
class RefusedAddressAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("email", "user", "refused_at", "cleared_at", "cleared_by")
    list_filter = ("cleared_at",)
    list_select_related = ("user", "cleared_by")
    search_fields = ("email", "user__name")
