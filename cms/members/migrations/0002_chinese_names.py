"""Rows that Wagtail's migrations write in English get names that editors can read."""

from django.db import migrations

NAMES = [
    ("auth", "Group", "name", {"Editors": "全区编辑", "Moderators": "全区审核"}),
    ("wagtailcore", "Workflow", "name", {"Moderators approval": "审核"}),
    ("wagtailcore", "Task", "name", {"Moderators approval": "审核"}),
    ("wagtailcore", "Collection", "name", {"Root": "全部"}),
    ("wagtailcore", "Page", "title", {"Root": "全部页面"}),
    ("wagtailcore", "Page", "draft_title", {"Root": "全部页面"}),
]


def rename(apps, schema_editor):
    for app, model, field, names in NAMES:
        for old, new in names.items():
            apps.get_model(app, model).objects.filter(**{field: old}).update(**{field: new})


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0001_initial"),
        ("places", "0002_no_welcome_page"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
