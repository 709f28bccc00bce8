"""Files become a Dataset: pictures, labels and the split into pool, validation and test."""
