"""Where it may be loaded: never beside what a partnership keeps on a live site."""

from django.conf import settings
from django.db import connection

from agencies.models import Partnership
from dashboards.scale.people import made_here

_NAME_IT = "To load it all the same, give the database’s name: --into-this-database {}"


def made_so_far() -> int:
    """How many partnerships were made here. They are numbered from 1 on."""
    known = set(Partnership.objects.values_list("public_id", flat=True))
    number = 0
    while made_here(number + 1) in known:
        number += 1
    return number


def why_not(named: str) -> str:
    """Why nothing is loaded; "" where it may be.

    `named`: the database, as whoever starts it calls it. A name that has to be typed is that of one
    database: a command that was copied from elsewhere does nothing. On a live site with
    partnerships of its own no name helps: what is loaded cannot be taken out again.
    """
    own = str(connection.settings_dict["NAME"])
    is_live = not (settings.DEBUG or settings.DEMO_MODE)
    if is_live and Partnership.objects.filter(is_demo=False).exists():
        return "This is a live site with partnerships of its own. Use a database of its own."
    if named:
        return "" if named == own else f"This database is called {own}, not {named}."
    if is_live:
        return f"DEBUG and DEMO_MODE are off. {_NAME_IT.format(own)}"
    if Partnership.objects.count() > made_so_far():
        return f"There are other partnerships in this database. {_NAME_IT.format(own)}"
    return ""
