"""Runs the press: `python site build`, from any folder, without installing it."""  # noqa: A005

import sys

from press.cli import main

if __name__ == "__main__":
    sys.exit(main())
