"""Pages: thin functions from a request to an answer; what they do is done by the modules above."""
