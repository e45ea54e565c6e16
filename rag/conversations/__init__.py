"""Conversations kept on this machine, each seen by the browser that held it alone."""
