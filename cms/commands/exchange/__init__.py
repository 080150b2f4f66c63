"""Import and export: rows of a file on one side, pages of a kind on the other."""
