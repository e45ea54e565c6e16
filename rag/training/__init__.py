"""How the evidence model came about: examples, the network, the run. Nothing here is needed to answer a question."""
