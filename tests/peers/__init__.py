"""Side by side with other tools: the same text, the same machine, the same run. Usage: python -m tests.peers --help."""
