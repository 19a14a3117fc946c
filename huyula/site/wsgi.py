"""The door for web servers. Where a pooler stands before the database, they alone go through it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huyula.site.settings")
if pool := os.environ.get("HUYULA_POOL_URL"):
    os.environ.update(DATABASE_URL=pool, HUYULA_DATABASE_IS_POOLED="1")
application = get_wsgi_application()
