from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courier", "0008_leases")]

    operations = [
        migrations.AddField("breaker", "next_turn_at", models.DateTimeField(null=True, verbose_name="prochain tour")),
    ]
