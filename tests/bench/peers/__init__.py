"""What others build an index with, each measured in a process and an environment of its own."""
