from django.urls import path

from reminders import views

app_name = "reminders"

urlpatterns = [
    path("partnerships/<uuid:partnership_id>/outbox/", views.outbox_list, name="outbox"),
    path("partnerships/<uuid:partnership_id>/outbox/next/", views.outbox_next, name="outbox-next"),
    path(
        "partnerships/<uuid:partnership_id>/outbox/invitations/",
        views.outbox_invitations,
        name="outbox-invitations",
    ),
    path(
        "partnerships/<uuid:partnership_id>/outbox/<uuid:mail_id>/",
        views.mail_detail,
        name="mail-detail",
    ),
]
