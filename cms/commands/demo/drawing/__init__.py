"""Flat illustrations of the district: a canvas, small figures, and scenes made of them."""
