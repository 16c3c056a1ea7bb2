"""All addresses. Nouns, a trailing slash, UUIDs for things."""

from django.contrib import admin
from django.urls import include, path

from scr_tracker import views

handler400 = "scr_tracker.errors.bad_request"
handler403 = "scr_tracker.errors.permission_denied"
handler404 = "scr_tracker.errors.not_found"
handler500 = "scr_tracker.errors.server_error"

urlpatterns = [
    path("", include("dashboards.urls")),
    path("", include("recommendations.urls")),
    path("", include("evidence.urls")),
    path("", include("reminders.urls")),
    path("", include("documents.urls")),
    path("", include("agencies.urls")),
    path("", include("scr_tracker.account_urls")),
    path("healthz/", views.health, name="health"),
    path("ready/", views.ready, name="ready"),
    path("favicon.ico", views.icon, name="icon"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("unsaved/", views.unsaved_list, name="unsaved"),
    path("unsaved/<uuid:public_id>/discard/", views.unsaved_discard, name="unsaved-discard"),
    path("admin/", admin.site.urls),
]
