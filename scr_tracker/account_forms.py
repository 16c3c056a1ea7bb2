"""django-allauth's forms in our words and our look (settings: ACCOUNT_FORMS)."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

from scr_tracker.forms import GovFormMixin

NEW_HINT = (
    "At least 12 characters. Three random words work well. Not a common password, and nothing "
    "like your name or e-mail address."
)


class _AccountForm(GovFormMixin):
    #: field → (label, hint, message where it is empty)
    words: dict[str, tuple[str, str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint, missing) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.error_messages["required"] = missing
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = "Enter an e-mail address like name@example.org"
                field.widget.attrs |= {"autocomplete": "username", "spellcheck": "false"}


_EMAIL = ("E-mail address", "", "Enter your e-mail address")
_NEW = ("New password", NEW_HINT, "Enter a new password")
_AGAIN = ("New password again", "", "Enter the new password again")


class SignInForm(_AccountForm, allauth.LoginForm):
    words = {"login": _EMAIL, "password": ("Password", "", "Enter your password")}


class ForgottenPasswordForm(_AccountForm, allauth.ResetPasswordForm):
    words = {"email": _EMAIL}


class NewPasswordForm(_AccountForm, allauth.ResetPasswordKeyForm):
    words = {"password1": _NEW, "password2": _AGAIN}


class ChangePasswordForm(_AccountForm, allauth.ChangePasswordForm):
    words = {
        "oldpassword": ("Present password", "", "Enter your present password"),
        "password1": _NEW,
        "password2": _AGAIN,
    }


class SetPasswordForm(_AccountForm, allauth.SetPasswordForm):
    words = {"password1": _NEW, "password2": _AGAIN}


class ConfirmPasswordForm(_AccountForm, allauth.ReauthenticateForm):
    words = {"password": ("Password", "", "Enter your password")}
