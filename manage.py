#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")
    from django.core.management import execute_from_command_line

    from mediation.common.isolation import everything

    with everything():  # the operator at the keyboard; server and worker do not start here
        execute_from_command_line(sys.argv)
