"""What a page has open of the conversations that are kept, and how it gets there."""
