"""``python -m workbench`` does what ``zipingbiao`` does."""

from .cli import main

main()
