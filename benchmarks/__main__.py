"""``python -m benchmarks``: print the figures of this machine; with ``documents``, those of the file formats."""

import sys

from . import documents, run

if sys.argv[1:] == ["documents"]:
    documents.main()
else:
    run.main()
