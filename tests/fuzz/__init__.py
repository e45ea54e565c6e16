"""Fuzzing with atheris (Apache-2.0, libFuzzer inside CPython), a tool for developers and no part of `make test`.

`.venv/bin/python -m tests.fuzz.run SECONDS` gives each target its share of the seconds, starting from a seed corpus made
in code, and writes each input that breaks an invariant to a folder. Coverage of our own modules steers the mutations.
What is found is fixed and kept as a case of `tests/index/test_fuzz_findings.py`, with its bytes and the behaviour that is
right, so that pytest alone keeps it.

`invariants` says what must hold of sentences, chunks, articles and facts; `targets` turns bytes into calls; `seeds` holds
one small file of each kind; `run` starts the fuzzers. `.venv/bin/python -m tests.fuzz.run --replay TARGET FILE` shows what
one input does.
"""
