"""What happens when the flow cannot go on after a step: nothing is lost, and those who can repair it are told."""
