"""`python -m schema [press]`: print the contract as it stands in the code, or the press's."""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    # The types read the publication's models, which exist only after setup.
    from . import press, root

    schema = press.schema if sys.argv[1:] == ["press"] else root.schema
    sys.stdout.write(str(schema).strip() + "\n")


if __name__ == "__main__":
    main()
