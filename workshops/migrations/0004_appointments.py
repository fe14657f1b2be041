from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workshops", "0003_series")]
    operations = []
