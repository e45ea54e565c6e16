"""What is measured of one question, and how the questions of a file come to one figure; pure functions."""
