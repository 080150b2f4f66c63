"""Shared venues."""
