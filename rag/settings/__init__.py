"""Settings from one file, the environment and the command line, and where each value came from."""
