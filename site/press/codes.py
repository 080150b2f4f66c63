"""Draws QR codes: small vector pictures that a phone's camera reads from a screen or from paper."""

from io import BytesIO

import segno

from press.sheets import Code


def encode(code: Code) -> bytes:
    """Return an SVG, with the quiet zone that readers need."""
    drawn = BytesIO()
    segno.make(code.text, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=4,
        light="#fff",
        xmldecl=False,
        nl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue()
