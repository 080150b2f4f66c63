"""The press prints the public site from what the CMS publishes."""
