"""A change in one line: `{% load changes %}`, `{{ change|said }}`."""

from django import template

from dashboards.changes.words import said

register = template.Library()
register.filter(said)
