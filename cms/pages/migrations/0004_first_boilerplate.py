"""A new installation has boilerplate from its first day; the office changes it as it likes."""

import json
import tomllib
import uuid
from pathlib import Path

from django.db import migrations

from cms.pages.text import body_from_text

TEXTS = Path(__file__).parents[1] / "boilerplate.toml"


def write(apps, _editor):
    boilerplate = apps.get_model("pages", "Boilerplate")
    if boilerplate.objects.exists():
        return
    for place, item in enumerate(tomllib.loads(TEXTS.read_text(encoding="utf-8"))["boilerplate"]):
        body = [
            {"type": kind, "value": value, "id": str(uuid.uuid4())}
            for kind, value in body_from_text(item.pop("text"))
        ]
        boilerplate.objects.create(**item, sort_order=place, body=json.dumps(body))


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_boilerplate")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
