"""Lambda: called by CodeDeploy before readers come to a new version, which it asks for what readers ask for."""
