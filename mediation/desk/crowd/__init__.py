"""Spaces full of invented people, to see how the application behaves when it has been used for years."""
