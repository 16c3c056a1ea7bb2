from django.urls import path

from documents import views

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
]
