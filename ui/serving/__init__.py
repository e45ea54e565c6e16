"""The page on a port: the server, who may come in, how much they may ask."""
