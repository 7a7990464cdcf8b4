"""The product: history, versions, execution and the commands people give. Knows nothing of the web."""
