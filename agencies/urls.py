"""Addresses of the managers' pages about agencies, forums and people."""

from django.urls import include, path

from agencies.views import agencies, forums, meetings, people, settings

app_name = "agencies"

agency_patterns = [
    path("", agencies.agency_list, name="agency-list"),
    path("add/", agencies.agency_add, name="agency-add"),
    path("<uuid:agency_id>/edit/", agencies.agency_edit, name="agency-edit"),
    path("<uuid:agency_id>/end/", agencies.agency_end, name="agency-end"),
    path("<uuid:agency_id>/restore/", agencies.agency_restore, name="agency-restore"),
]
forum_patterns = [
    path("", forums.forum_list, name="forum-list"),
    path("add/", forums.forum_add, name="forum-add"),
    path("<uuid:forum_id>/edit/", forums.forum_edit, name="forum-edit"),
    path("<uuid:forum_id>/end/", forums.forum_end, name="forum-end"),
    path("<uuid:forum_id>/restore/", forums.forum_restore, name="forum-restore"),
    path("<uuid:forum_id>/meetings/add/", meetings.meeting_add, name="meeting-add"),
]
meeting_patterns = [
    path("", meetings.meeting_list, name="meeting-list"),
    path("<uuid:meeting_id>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("<uuid:meeting_id>/remove/", meetings.meeting_remove, name="meeting-remove"),
]
person_patterns = [
    path("", people.person_list, name="person-list"),
    path("add/", people.person_add, name="person-add"),
    path("<uuid:membership_id>/edit/", people.person_edit, name="person-edit"),
    path("<uuid:membership_id>/end/", people.person_end, name="person-end"),
    path("<uuid:membership_id>/restore/", people.person_restore, name="person-restore"),
    path("<uuid:membership_id>/invite/", people.person_invite, name="person-invite"),
]
urlpatterns = [
    path("partnerships/<uuid:partnership_id>/agencies/", include(agency_patterns)),
    path("partnerships/<uuid:partnership_id>/forums/", include(forum_patterns)),
    path("partnerships/<uuid:partnership_id>/meetings/", include(meeting_patterns)),
    path("partnerships/<uuid:partnership_id>/people/", include(person_patterns)),
    path(
        "partnerships/<uuid:partnership_id>/settings/",
        settings.settings_edit,
        name="settings-edit",
    ),
    path(
        "partnerships/<uuid:partnership_id>/answerable/",
        settings.answerable_edit,
        name="answerable-edit",
    ),
]
