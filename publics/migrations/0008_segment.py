from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("publics", "0007_person")]

    operations = []
