from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("publics", "0003_consent")]

    operations = []
