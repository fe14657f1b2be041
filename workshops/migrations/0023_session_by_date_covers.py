from django.db import migrations, models


class Migration(migrations.Migration):
    """Sessions to come are counted in the index alone."""

    dependencies = [("workshops", "0022_appointments_reminded_in_their_hour")]

    operations = [
        migrations.RemoveIndex("session", "session_by_date"),
        migrations.AddIndex(
            "session", models.Index(fields=["space", "starts_at"], include=["ends_at", "state"], name="session_by_date")
        ),
    ]
