"""The articles tab: which articles there are, and adding and removing them."""
