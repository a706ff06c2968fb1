"""``python -m benchmarks``: print how many tables a second this machine does, and what the command takes to start.

Of the words that may follow, each prints the figures of one thing:

* ``documents [FOLDER | COUNT]``: the file formats; of the files of a folder, or of so many invented ones, each met
  for the first time;
* ``generated [COUNT]``: what is found of the faults in invented disclosures;
* ``hundred``: documents of a hundred tables;
* ``rows [COUNT]``: scoring row by row;
* ``columns [COUNT]``: scoring by columns; ``columns exact [COUNT [RULESET …]]``: columns compared with the row run;
* ``batch [COUNT]``: files of rows, from Parquet to Parquet;
* ``engines [COUNT]``: columns beside engines of rules;
* ``startup [RUNS]``: the command from start to end;
* ``shares [COUNT]``: where the time of a file goes, format by format;
* ``folder [FILES [ROUNDS]]``: folders; ``memory [COUNT …]``: how much memory they take, by the number of files;
* ``page [SECTION …]``: measures all that stands on the page of benchmarks, or some of it, and writes the page;
* ``quote [zh | en]``: the figures of that page that the README quotes.
"""

import sys
from pathlib import Path

name, *given = sys.argv[1:] or ["run"]
numbers = [int(one) for one in given if one.isdigit()]
if name == "documents":
    from . import documents

    documents.main(*(numbers or map(Path, given[:1])))
elif name == "columns" and given[:1] == ["exact"]:
    from . import exactness

    exactness.main(*(numbers or [exactness.ROWS]), *given[2:])
elif name == "columns":
    from . import columns, engines

    columns.main(*numbers)
    print()
    engines.main(*numbers)
elif name == "engines":
    from . import engines

    engines.main(*numbers)
elif name == "batch":
    from . import batch

    batch.main(*numbers)
elif name == "rows":
    from . import rows

    rows.main(*numbers)
elif name == "generated":
    from . import generated

    generated.main(*numbers)
elif name == "hundred":
    from . import hundred

    hundred.main()
elif name == "folder":
    from . import folder

    folder.main(*numbers)
elif name == "memory":
    from . import memory

    memory.main(*numbers)
elif name == "shares":
    from . import shares

    shares.main(*numbers)
elif name == "startup":
    from . import startup

    startup.main(*numbers)
elif name == "page":
    from . import page

    sys.exit(page.main(*given))
elif name == "quote":
    from . import quoting

    sys.exit(quoting.main(*given))
elif name == "run":
    from . import run

    run.main()
else:
    sys.exit(__doc__)
