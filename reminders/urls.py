from django.urls import path

from reminders.calendars import views as calendars
from reminders.views import notices, outbox, personal, policy, resend

app_name = "reminders"

urlpatterns = [
    path("reminders/", personal.personal, name="personal"),
    path("reminders/cover/", personal.cover_add, name="cover-add"),
    path("reminders/cover/<uuid:cover_id>/end/", personal.cover_end, name="cover-end"),
    path(
        "partnerships/<uuid:partnership_id>/people/<uuid:membership_id>/cover/",
        personal.person_cover,
        name="person-cover",
    ),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/address/", calendars.address_add, name="calendar-address-add"),
    path("calendar/address/off/", calendars.address_off, name="calendar-address-off"),
    path("calendar/feeds/<uuid:feed_id>/<slug:secret>.ics", calendars.feed, name="calendar-feed"),
    path("calendar/<slug:kind>/<uuid:item_id>.ics", calendars.event, name="calendar-event"),
    path("partnerships/<uuid:partnership_id>/reminders/", policy.policy_edit, name="policy"),
    path(
        "partnerships/<uuid:partnership_id>/reminders/history/",
        policy.policy_history,
        name="policy-history",
    ),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/read/", notices.notices_read, name="notices-read"),
    path("notices/<uuid:public_id>/", notices.notice_open, name="notice-open"),
    path(
        "notices/names/<slug:about>/<uuid:public_id>/",
        notices.notice_names,
        name="notice-names",
    ),
    path("partnerships/<uuid:partnership_id>/outbox/", outbox.outbox_list, name="outbox"),
    path("partnerships/<uuid:partnership_id>/outbox/next/", outbox.outbox_next, name="outbox-next"),
    path(
        "partnerships/<uuid:partnership_id>/outbox/invitations/",
        outbox.outbox_invitations,
        name="outbox-invitations",
    ),
    path(
        "partnerships/<uuid:partnership_id>/outbox/refused/<uuid:refusal_id>/",
        outbox.refusal_clear,
        name="refusal-clear",
    ),
    path(
        "partnerships/<uuid:partnership_id>/outbox/<uuid:mail_id>/",
        outbox.mail_detail,
        name="mail-detail",
    ),
    path(
        "partnerships/<uuid:partnership_id>/outbox/<uuid:mail_id>/again/",
        resend.mail_resend,
        name="mail-resend",
    ),
]
