"""Lists: one page of rows, and an order that the address asks for."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: "QuerySet[Any] | list[Any]", size: int = PAGE_SIZE) -> Page:
    """The page that `?page=` asks for; the nearest one where it asks for nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("page", "1"))


def order_of(request: HttpRequest, orders: Mapping[str, tuple[Any, ...]], default: str) -> str:
    """The key of `orders` that `?sort=` names, or the default. "-due" is "due" backwards."""
    asked = request.GET.get("sort", default)
    return asked if asked in orders else default
