"""The owners of the tree: District, Area, Building, Organisation."""
