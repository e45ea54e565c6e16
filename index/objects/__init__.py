"""Articles that lie in an object store (S3, Google Cloud Storage, Azure) instead of a folder."""
