"""What the page is made of besides answers: its style, its script, and the plainest block."""
