"""The pages of django-allauth that we offer: sign in, sign out, and passwords.

Some are here because allauth leads to them by name: sign-up is closed and says so.
"""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

urlpatterns = [
    path("accounts/sign-in/", login_not_required(views.login), name="account_login"),
    path("accounts/sign-out/", login_not_required(views.logout), name="account_logout"),
    path(
        "accounts/password/reset/",
        login_not_required(views.password_reset),
        name="account_reset_password",
    ),
    path(
        "accounts/password/reset/done/",
        login_not_required(views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        login_not_required(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "accounts/password/change/",
        views.password_change,
        name="account_change_password",
    ),
    path("accounts/password/set/", views.password_set, name="account_set_password"),
    path("accounts/password/confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("accounts/sign-up/", login_not_required(views.signup), name="account_signup"),
    path(
        "accounts/inactive/",
        login_not_required(views.account_inactive),
        name="account_inactive",
    ),
]
