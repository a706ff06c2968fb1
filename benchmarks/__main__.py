"""``python -m benchmarks``: print the figures of this machine; with ``documents``, those of the file formats.

``python -m benchmarks documents FOLDER`` reads the files of a folder, ``documents 30`` so many invented ones, each
met for the first time; ``python -m benchmarks generated`` rechecks
1 000 invented disclosures, ``generated 200`` so many, and prints what was found of the faults in them; ``hundred``
times documents of a hundred tables; ``columns`` times scoring by columns, ``columns exact [ROWS
[RULESET …]]`` compares it with the row run; ``startup`` the command from start to end, ``folder [FILES
[ROUNDS]]`` that of folders, ``folder memory COUNT …`` how much memory they take.
"""

import sys
from pathlib import Path

from . import columns, documents, folder, generated, hundred, run, startup

if sys.argv[1:2] == ["documents"]:
    documents.main(*(int(given) if given.isdigit() else Path(given) for given in sys.argv[2:3]))
elif sys.argv[1:2] == ["generated"]:
    generated.main(*map(int, sys.argv[2:3]))
elif sys.argv[1:3] == ["columns", "exact"]:
    from . import exactness

    exactness.main(int(sys.argv[3]) if sys.argv[3:] else exactness.ROWS, *sys.argv[4:])
elif sys.argv[1:2] == ["columns"]:
    columns.main(*map(int, sys.argv[2:3]))
elif sys.argv[1:2] == ["hundred"]:
    hundred.main()
elif sys.argv[1:2] == ["folder"]:
    folder.main(*sys.argv[2:])
elif sys.argv[1:2] == ["startup"]:
    startup.main(*map(int, sys.argv[2:3]))
else:
    run.main()
