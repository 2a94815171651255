"""The command line: a thin shell around ``equipoise.api``."""
