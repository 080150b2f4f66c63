"""The district's world: content, rules and records, as a Django project."""
