"""`python -m schema`: print the contract as it stands in the code."""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    # The types read the publication's models, which exist only after setup.
    from .root import schema

    sys.stdout.write(str(schema).strip() + "\n")


if __name__ == "__main__":
    main()
