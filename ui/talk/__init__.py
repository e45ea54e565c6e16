"""What people ask of the page: conversations as values, and answers on their way into them."""
