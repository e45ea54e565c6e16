"""From a file to an article, its sentences and its chunks. All but the reading of bytes is pure."""
