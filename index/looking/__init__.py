"""An index looked at without searching it."""
