from django.contrib import admin
from django.http import HttpRequest

from reminders.models import Mail, Reminder


class ReadOnlyAdmin(admin.ModelAdmin):
    """The ledger is written by the planner and the worker, and by nobody's hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ("day", "recipient", "state", "attempts", "not_before", "sent_at")
    list_filter = ("state", "day")
    list_select_related = ("recipient",)
    search_fields = ("recipient__name", "recipient__email", "message_id")


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("mail", "partnership", "action", "audience", "due_on", "step", "state")
    list_filter = ("state", "audience", "is_repeat", "partnership")
    list_select_related = (
        *("mail__recipient", "partnership", "recipient"),
        "action__recommendation__review",
    )
    search_fields = ("recipient__name", "recipient__email")
