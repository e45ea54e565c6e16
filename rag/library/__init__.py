"""What people add to an index and take out of it: a folder of added articles, and a list of removed ones."""
