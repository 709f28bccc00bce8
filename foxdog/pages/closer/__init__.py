"""What one sees below the stage on demand: views of the run, each a module with `draw(run)`."""
