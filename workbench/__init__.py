"""What people run: the command line ``zipingbiao``."""

from __future__ import annotations
