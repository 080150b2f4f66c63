"""Micro-lessons."""
