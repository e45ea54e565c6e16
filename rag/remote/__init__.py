"""The same questions asked of a server: `rag serve`, or the page of `rag chat`, on this machine or another."""
