"""Django admin for site administrators: people, partnerships and who belongs where.

Nothing is deleted here either. What the partnerships write is read-only, with its history.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from simple_history.admin import SimpleHistoryAdmin

from agencies.models import (
    Agency,
    AgencyAlias,
    ChangesFeed,
    Forum,
    Invitation,
    Meeting,
    Membership,
    Partnership,
    PartnershipAgency,
    User,
)

admin.site.site_header = "SCR Tracker: site administration"
admin.site.site_title = "SCR Tracker"
for model in (Group, EmailAddress):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@login_not_required
def sign_in_first(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    """Admin has no sign-in page of its own; for people who may not use it, it is not there."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next", "/admin/"))
    if not admin.site.has_permission(request):
        raise Http404
    return redirect("admin:index")


admin.site.login = sign_in_first  # type: ignore[method-assign, assignment]


class KeepsEverything:
    """Nothing of record is deleted."""

    view_on_site: Any = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(KeepsEverything):
    """Written through the pages and their services only, never by an administrator's hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeptAdmin(KeepsEverything, SimpleHistoryAdmin):
    """May be added and changed, with history; who reads a row on a page notices the change."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and hasattr(obj, "version"):
            obj.version += 1
        super().save_model(request, obj, form, change)


class AliasInline(KeepsEverything, admin.TabularInline):
    model = AgencyAlias
    extra = 0


class ServiceInline(KeepsEverything, admin.TabularInline):
    model = PartnershipAgency
    extra = 0


class MembershipInline(ReadOnly, admin.TabularInline):
    model = Membership
    fields = ("partnership", "role", "agency", "is_active")
    show_change_link = True
    extra = 0


class NewPersonForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class PersonChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "password", "is_active", "is_staff", "is_superuser")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class PersonAdmin(KeepsEverything, SimpleHistoryAdmin, UserAdmin):
    """Make an account, let it sign in or not, and give it a new password."""

    form = PersonChangeForm
    add_form = NewPersonForm
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "memberships__partnership")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "joined_at")
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "is_active")}),
        ("Site administration", {"fields": ("is_staff", "is_superuser")}),
        ("When", {"fields": ("last_login", "joined_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )
    inlines = (MembershipInline,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A former address must not sign in any more: allauth keeps a list of its own."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()


@admin.register(Partnership)
class PartnershipAdmin(KeptAdmin):
    list_display = ("name", "short_name", "kind", "nation", "is_demo")
    list_filter = ("kind", "nation")
    search_fields = ("name", "short_name")
    inlines = (ServiceInline,)


@admin.register(Agency)
class AgencyAdmin(KeptAdmin):
    list_display = ("name", "short_name", "kind")
    list_filter = ("kind", "partnerships")
    search_fields = ("name", "short_name", "aliases__name")
    inlines = (AliasInline, ServiceInline)


@admin.register(Forum)
class ForumAdmin(KeptAdmin):
    list_display = ("name", "partnership", "is_active", "is_board")
    list_filter = ("partnership", "is_active", "is_board")
    search_fields = ("name",)
    list_select_related = ("partnership",)


@admin.register(Meeting)
class MeetingAdmin(KeptAdmin):
    list_display = ("held_on", "forum", "title")
    list_filter = ("forum__partnership",)
    list_select_related = ("forum",)
    date_hierarchy = "held_on"


@admin.register(Membership)
class MembershipAdmin(KeptAdmin):
    list_display = ("user", "partnership", "role", "agency", "is_active")
    list_filter = ("partnership", "role", "is_active")
    search_fields = ("user__email", "user__name")
    list_select_related = ("user", "partnership", "agency")
    autocomplete_fields = ("user", "agency")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "membership", "invited_by", "invited_at", "sent_at")
    list_filter = ("membership__partnership",)
    list_select_related = ("membership__user", "membership__agency", "invited_by")
    date_hierarchy = "invited_at"


@admin.register(ChangesFeed)
class ChangesFeedAdmin(ReadOnly, admin.ModelAdmin):
    """Whether somebody has an address, and uses it; never what opens it."""

    list_display = ("user", "partnership", "made_at", "read_at")
    list_filter = ("partnership",)
    list_select_related = ("user", "partnership")
    exclude = ("secret_digest",)
