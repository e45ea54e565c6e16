"""The image's recipe and its services, run step by step without a container engine."""
