"""Reads Qlik load script without losing a character of it."""
