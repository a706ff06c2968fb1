"""Views and sheets to files: one module for each format."""
