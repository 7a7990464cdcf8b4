"""What is confidential is in nothing that somebody without the right is given: marked values are planted in every kind
of place that holds values, and looked for in everything that leaves the site, the terminal and the jobs."""
