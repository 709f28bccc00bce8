"""What takes too long for a test and is measured now and then."""
