"""Strategies x seeds become a folder of results."""
