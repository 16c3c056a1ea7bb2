from django.urls import path

from documents import views
from documents.board import views as board
from documents.board import views_schedules as schedules

app_name = "documents"

urlpatterns = [
    path("reviews/<uuid:public_id>/packs/add/", views.review_pack_add, name="review-pack-add"),
    path(
        "recommendations/<uuid:public_id>/packs/add/",
        views.recommendation_pack_add,
        name="recommendation-pack-add",
    ),
    path("packs/", views.pack_list, name="pack-list"),
    path("packs/<uuid:public_id>/", views.pack_detail, name="pack-detail"),
    path("packs/<uuid:public_id>/progress/", views.pack_progress, name="pack-progress"),
    path("packs/<uuid:public_id>/download/", views.pack_download, name="pack-download"),
    path("partnerships/<uuid:public_id>/packs/", views.pack_log_list, name="pack-log"),
    path(
        "partnerships/<uuid:public_id>/board-packs/", board.board_pack_list, name="board-pack-list"
    ),
    path(
        "partnerships/<uuid:public_id>/board-packs/add/",
        board.board_pack_add,
        name="board-pack-add",
    ),
    path(
        "partnerships/<uuid:public_id>/board-packs/schedules/add/",
        schedules.board_schedule_add,
        name="board-schedule-add",
    ),
    path(
        "board-schedules/<uuid:public_id>/end/",
        schedules.board_schedule_end,
        name="board-schedule-end",
    ),
    path("board-packs/<uuid:public_id>/", board.board_pack_detail, name="board-pack-detail"),
    path(
        "board-packs/<uuid:public_id>/progress/",
        board.board_pack_progress,
        name="board-pack-progress",
    ),
    path("board-packs/<uuid:public_id>/read/", board.board_pack_read, name="board-pack-read"),
    path("board-packs/<uuid:public_id>/give/", board.board_pack_give, name="board-pack-give"),
    path(
        "board-packs/<uuid:public_id>/take-back/",
        board.board_pack_take_back,
        name="board-pack-take-back",
    ),
    path(
        "board-packs/<uuid:public_id>/<slug:format>/",
        board.board_pack_download,
        name="board-pack-download",
    ),
]
