from django.urls import path

from dashboards import start, views
from dashboards.changes import feed_views as feeds
from dashboards.changes import views as changes

app_name = "dashboards"

urlpatterns = [
    path("", start.home, name="home"),
    path("my-work/", views.my_work, name="my-work"),
    path("dashboard/", views.dashboard_home, name="dashboard-home"),
    path("partnerships/<uuid:public_id>/dashboard/", views.board, name="board"),
    path(
        "partnerships/<uuid:public_id>/changes/",
        changes.change_summary,
        name="change-summary",
    ),
    path(
        "partnerships/<uuid:public_id>/changes/list/",
        changes.change_list,
        name="change-list",
    ),
    path("partnerships/<uuid:public_id>/changes/feed/", feeds.feed_page, name="change-feed"),
    path(
        "partnerships/<uuid:public_id>/changes/feed/add/",
        feeds.feed_add,
        name="change-feed-add",
    ),
    path(
        "partnerships/<uuid:public_id>/changes/feed/off/",
        feeds.feed_off,
        name="change-feed-off",
    ),
    path(
        "changes/feeds/<uuid:feed_id>/<slug:secret>.atom",
        feeds.changes_feed,
        name="changes-feed",
    ),
    path(
        "partnerships/<uuid:public_id>/extension-requests/",
        views.extension_list,
        name="extension-list",
    ),
    path(
        "partnerships/<uuid:public_id>/open-challenges/",
        views.challenge_list,
        name="challenge-list",
    ),
    path(
        "partnerships/<uuid:public_id>/embedding-checks/",
        views.check_list,
        name="check-list",
    ),
    path(
        "partnerships/<uuid:public_id>/newer-evidence/",
        views.overtaken_list,
        name="overtaken-list",
    ),
    path(
        "partnerships/<uuid:public_id>/evidence-to-decide/",
        views.evidence_list,
        name="evidence-list",
    ),
]
