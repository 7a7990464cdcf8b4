"""Working days: the arithmetic, pure, and the days that the company decided on."""
