"""Ask for slow jobs, from a process of its own: FOLDER HOW-MANY SECONDS."""

from __future__ import annotations

import sys

from equipoise.server.serving import prepare

if __name__ == "__main__":
    prepare(static=False)
    from tests.server.slow import slow

    for number in range(int(sys.argv[2])):
        slow.enqueue(sys.argv[1], str(number), float(sys.argv[3]))
