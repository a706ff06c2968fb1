"""Scores files of many rows, part by part: what was done is kept when a run is stopped."""
