"""The next generation: copied, changed, embedded, finished."""
