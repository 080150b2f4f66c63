"""The base of every public page, its blocks, and the two kinds of news."""
