"""The owner's command (`cli`, `commands`) and the local cloud. Never shipped to Lambda."""
