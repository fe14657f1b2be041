from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("publics", "0006_demarche_site")]

    operations = []
