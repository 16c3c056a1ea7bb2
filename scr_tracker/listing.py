"""Lists: one page of rows, and an order that the address asks for."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


class CountedPaginator(Paginator):
    """A paginator that is told the number of rows, so that it need not ask again."""

    def __init__(self, rows: Any, size: int, total: int) -> None:
        super().__init__(rows, size)
        self.count = total


def page_of(
    request: HttpRequest,
    rows: "QuerySet[Any] | list[Any]",
    size: int = PAGE_SIZE,
    total: int | None = None,
) -> Page:
    """The page that `?page=` asks for; the nearest one where it asks for nonsense."""
    paginator = Paginator(rows, size) if total is None else CountedPaginator(rows, size, total)
    return paginator.get_page(request.GET.get("page", "1"))


def order_of(request: HttpRequest, orders: Mapping[str, tuple[Any, ...]], default: str) -> str:
    """The key of `orders` that `?sort=` names, or the default. "-due" is "due" backwards."""
    asked = request.GET.get("sort", default)
    return asked if asked in orders else default
