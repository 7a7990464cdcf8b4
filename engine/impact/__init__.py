"""What a draft would do to the instances under way and would have done to those that ended."""
