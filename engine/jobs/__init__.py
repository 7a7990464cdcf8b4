"""What is done without anybody asking: delivery, timers, verification. The same jobs on both databases."""
