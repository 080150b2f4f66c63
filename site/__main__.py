"""Runs the press: `python site build`, from any folder, without installing it."""  # noqa: A005

import sys

if __name__ == "__main__":
    # Here alone: each process of a crew reads this file too, and needs far less.
    from press.cli import main

    sys.exit(main())
