"""Ask for slow jobs, from a process of its own: FOLDER HOW-MANY SECONDS [far]; far jobs wait for other servers."""

from __future__ import annotations

import sys

from equipoise.server.serving import prepare

if __name__ == "__main__":
    prepare(static=False)
    from tests.server.slow import far, slow

    name = sys.argv[4] if len(sys.argv) > 4 else ""
    for number in range(int(sys.argv[2])):
        (far if name else slow).enqueue(sys.argv[1], f"{name}{number}", float(sys.argv[3]))
