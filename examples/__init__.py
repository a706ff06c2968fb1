"""Invented documents: files to try the software on, and a generator of more of them."""
