"""The evidence model: reads a question and a passage together, and tells which sentence answers and with which words."""
