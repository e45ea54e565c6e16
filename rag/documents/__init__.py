"""An answer as a JSON document, and read back from one."""
