"""Files that changed, read: by a thread of this process, or elsewhere."""
