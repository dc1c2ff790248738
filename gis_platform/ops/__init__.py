"""What starts and stops things. Runs before the environment exists, so: standard library only, no domain."""
