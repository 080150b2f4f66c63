"""The work desk: what an editor finds on coming into the admin."""
