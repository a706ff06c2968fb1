"""Grids to evaluations: which table is a form, what each column is, what each row says."""
