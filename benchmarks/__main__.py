"""``python -m benchmarks``: print the figures of this machine; with ``documents``, those of the file formats.

``python -m benchmarks documents FOLDER`` reads the files of a folder.
"""

import sys
from pathlib import Path

from . import documents, run

if sys.argv[1:2] == ["documents"]:
    documents.main(*map(Path, sys.argv[2:3]))
else:
    run.main()
