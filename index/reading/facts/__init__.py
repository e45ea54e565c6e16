"""What is known of an article besides its text: headline, outlet, author, dates; each with where it was read."""
