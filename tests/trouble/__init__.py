"""What the site does in trouble: services of the tests' own are stopped, frozen and filled before its eyes."""
