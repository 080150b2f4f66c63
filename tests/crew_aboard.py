"""What every process of the crew has loaded before it starts: Django, on the test's database."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django.setup()
