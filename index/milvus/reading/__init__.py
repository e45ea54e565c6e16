"""Articles and words of one version read from Milvus."""
