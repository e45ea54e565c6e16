"""From folders to the next generation: what changed, what is read, what is embedded, what is published."""
