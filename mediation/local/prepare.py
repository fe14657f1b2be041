"""Migrations, reference data and demonstration data in one process: a start of Django costs a second or two.

Prints what `manage.py demo` prints: the accounts.
"""

import io
import os


def main() -> None:
    import django
    from django.core.management import call_command

    from mediation.common.isolation import everything

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
    django.setup()
    with everything():
        call_command("migrate", verbosity=0)
        call_command("reference_data", stdout=io.StringIO())
        call_command("demo")


if __name__ == "__main__":
    main()
