"""What a function says about its work: one line for each event, from which CloudWatch makes its metrics, and a log of
what failed. Neither ever holds anything about a person, and neither costs a cold start anything."""
