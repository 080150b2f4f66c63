"""What every part of the language uses: scalars, access, paging, references, limits, the view."""
