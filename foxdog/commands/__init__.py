"""What the command line does; printing lives here, and the heavy imports wait until they are needed."""
