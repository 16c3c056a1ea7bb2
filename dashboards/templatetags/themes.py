"""What became of a recommendation: `{% load themes %}`, `{{ row|became }}`."""

from django import template

from dashboards.themes.story import became

register = template.Library()
register.filter(became)
