from django.urls import path

from evidence import views
from evidence.views import downloads, looks, requests

app_name = "evidence"

QUEUE = "partnerships/<uuid:partnership_id>/verification/"
REQUEST = "evidence-requests/<uuid:public_id>/"
urlpatterns = [
    path(QUEUE, views.queue_home, name="queue"),
    path(f"{QUEUE}<uuid:action_id>/", views.queue_claim, name="queue-claim"),
    path(
        f"{QUEUE}<uuid:action_id>/evidence/<uuid:evidence_id>/",
        views.queue_decide,
        name="queue-decide",
    ),
    path("actions/<uuid:public_id>/evidence/add/", views.evidence_add, name="evidence-add"),
    path("actions/<uuid:public_id>/evidence/link/", views.evidence_link, name="evidence-link"),
    path("actions/<uuid:public_id>/evidence/files/", views.upload_add, name="upload-add"),
    path("evidence/files/<uuid:public_id>/remove/", views.upload_remove, name="upload-remove"),
    path("evidence/<uuid:public_id>/", views.evidence_detail, name="evidence-detail"),
    path("evidence/<uuid:public_id>/edit/", views.evidence_edit, name="evidence-edit"),
    path("evidence/<uuid:public_id>/decide/", views.evidence_decide, name="evidence-decide"),
    path("evidence/<uuid:public_id>/versions/add/", views.version_add, name="version-add"),
    path(
        "evidence/versions/<uuid:public_id>/download/",
        views.version_download,
        name="version-download",
    ),
    path(
        "evidence/versions/<uuid:public_id>/preview/",
        views.version_preview,
        name="version-preview",
    ),
    path("sign-offs/<uuid:public_id>/looks/add/", looks.look_add, name="look-add"),
    path("evidence/<uuid:public_id>/dispose/", views.disposal_add, name="disposal-add"),
    path("disposals/<uuid:public_id>/", views.disposal_decide, name="disposal-decide"),
    path("partnerships/<uuid:public_id>/disposals/", views.disposal_list, name="disposal-list"),
    path(
        "recommendations/<uuid:public_id>/evidence-requests/add/",
        requests.request_add,
        name="request-add",
    ),
    path(
        "partnerships/<uuid:public_id>/evidence-requests/",
        requests.request_list,
        name="request-list",
    ),
    path(REQUEST, requests.request_detail, name="request-detail"),
    path(f"{REQUEST}answer/", requests.request_answer, name="request-answer"),
    path(f"{REQUEST}edit/", requests.request_edit, name="request-edit"),
    path(f"{REQUEST}withdraw/", requests.request_withdraw, name="request-withdraw"),
    path(f"{REQUEST}judge/", requests.request_judge, name="request-judge"),
    path(
        "recommendations/<uuid:public_id>/evidence.csv",
        downloads.recommendation_register,
        name="recommendation-register",
    ),
    path(
        "recommendations/<uuid:public_id>/figures.csv",
        downloads.recommendation_figures,
        name="recommendation-figures",
    ),
    path(
        "reviews/<uuid:public_id>/evidence.csv", downloads.review_register, name="review-register"
    ),
    path("reviews/<uuid:public_id>/figures.csv", downloads.review_figures, name="review-figures"),
]
