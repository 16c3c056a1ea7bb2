"""Writes the plain inputs of a form without a template each; a page of filters has dozens."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

#: Widgets that are one <input> and nothing else.
INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("input", "text", "hidden", "email", "password", "number", "url", "checkbox")
)
TEXTAREA = "django/forms/widgets/textarea.html"


class QuickRenderer(TemplatesSetting):
    """Django's own renderer, but for inputs and text areas. What they print is the same."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == TEXTAREA:
            return _textarea(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    given = "" if value is None else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        given,
        flatatt(widget["attrs"]),
    )


def _textarea(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else widget["value"]
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], flatatt(widget["attrs"]), value
    )
