"""Rows of many tables in Arrow's columns, and their scores in columns again; needs pyarrow and numpy."""
