"""One module for each group of commands. They say what was done; `cli` says what was refused."""
