"""``python -m benchmarks``: print the figures of this machine."""

from .run import main

main()
