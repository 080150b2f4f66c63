"""`python -m cms <command>`: the project's command line."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    execute_from_command_line(["python -m cms", *sys.argv[1:]])


if __name__ == "__main__":
    main()
