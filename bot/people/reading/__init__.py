"""Reading a message: markup to tokens, tokens to chunks, chunks to people."""
