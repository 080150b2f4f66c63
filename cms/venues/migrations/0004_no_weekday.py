"""Apart from the one before: PostgreSQL alters no table whose rows the transaction has changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("venues", "0003_weekdays")]
    operations = [migrations.RemoveField(model_name="openinghours", name="weekday")]
