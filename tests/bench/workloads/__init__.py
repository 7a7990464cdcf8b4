"""What is run, one module each: ``run(bench)`` adds its figures to the report."""
