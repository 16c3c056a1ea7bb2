"""Signing in, and the one password that is public."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest


def is_refused_demo_password(password: str | None) -> bool:
    """The demo password is printed in the README, so it opens nothing but a demo."""
    return password == settings.DEMO_PASSWORD and not settings.DEMO_MODE


class EmailBackend(AuthenticationBackend):
    """Allauth's e-mail sign-in, which refuses the demo password outside demo mode."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        if is_refused_demo_password(credentials.get("password")):
            return None
        return super().authenticate(request, **credentials)


class NotTheDemoPasswordValidator:
    """Nobody chooses the demo password as their own."""

    def validate(self, password: str, user: Any = None) -> None:
        if password == settings.DEMO_PASSWORD:
            raise ValidationError("This is the demo's public password. Choose another one.")

    def get_help_text(self) -> str:
        return "Your password can’t be the demo’s password."
