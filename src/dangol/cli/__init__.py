"""The command line: reports to stdout, everything else to stderr."""
