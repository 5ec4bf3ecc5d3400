"""Pictures: words in, PNG bytes and the words that stand in for them out. Nothing here knows what it is about."""
