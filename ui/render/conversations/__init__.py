"""Kept conversations as HTML: their list beside the chat, and one as a page that stands alone."""
