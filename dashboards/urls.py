from django.urls import path

from dashboards import start
from dashboards.changes import feed_views as feeds
from dashboards.changes import views as changes
from dashboards.views import agency, board, lists, themes, trend, work

app_name = "dashboards"

urlpatterns = [
    path("", start.home, name="home"),
    path("my-work/", work.my_work, name="my-work"),
    path("dashboard/", board.dashboard_home, name="dashboard-home"),
    path("partnerships/<uuid:public_id>/dashboard/", board.board_page, name="board"),
    path("partnerships/<uuid:public_id>/trend/", trend.trend_page, name="trend"),
    path("partnerships/<uuid:public_id>/themes/", themes.theme_list, name="theme-list"),
    path("agencies/<uuid:public_id>/", agency.agency_detail, name="agency-detail"),
    path("agencies/<uuid:public_id>/decided/", agency.agency_decided, name="agency-decided"),
    path("themes/<uuid:public_id>/", themes.theme_detail, name="theme-detail"),
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
        lists.extension_list,
        name="extension-list",
    ),
    path(
        "partnerships/<uuid:public_id>/open-challenges/",
        lists.challenge_list,
        name="challenge-list",
    ),
    path(
        "partnerships/<uuid:public_id>/embedding-checks/",
        lists.check_list,
        name="check-list",
    ),
    path(
        "partnerships/<uuid:public_id>/newer-evidence/",
        lists.overtaken_list,
        name="overtaken-list",
    ),
    path(
        "partnerships/<uuid:public_id>/evidence-to-decide/",
        lists.evidence_list,
        name="evidence-list",
    ),
    path(
        "partnerships/<uuid:public_id>/accepted-evidence/",
        lists.proof_list,
        name="proof-list",
    ),
]
