"""What is sent, as whoever administers sees it: what waits, what did not arrive and why, and trying it again."""
