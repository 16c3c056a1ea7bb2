import os

from django.core.wsgi import get_wsgi_application

from scr_tracker import release
from scr_tracker.bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_tracker.settings")

application = whole_bodies(get_wsgi_application())
release.digest()
