"""Enterprises and their jobs."""
