"""Evaluations to sheets: the official forms laid out as cells, from layouts that are data."""
