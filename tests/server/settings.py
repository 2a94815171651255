"""The server's settings, in a folder of the test run's own."""

from __future__ import annotations

import os
import tempfile

os.environ["EQUIPOISE_DATA"] = tempfile.mkdtemp(prefix="equipoise-tests-")

from equipoise.server.settings import *  # noqa: F403 - after the folder is known
