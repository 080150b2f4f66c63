"""What the public may see: one finished document a live page, numbered in order of change."""
