"""The head start: a body that has seen the pool without labels, and a head that learns the labels in milliseconds.

1. ``views``        a picture cropped, mirrored and recoloured
2. ``body``         the net's convolutions: a picture becomes features, the mean over ten views
3. ``pretraining``  the body learns the pool by itself, before there is any label (SimCLR)
4. ``bodies``       which body a data set starts with: shipped, or its own
5. ``head``         logistic regression on the features: a Keras layer behind scikit-learn's face
6. ``pulls``        which labelled pictures make the head believe what it believes of another one
"""

import numpy as np

Weights = list[np.ndarray]
"""Of a body, in Keras' order: 20 arrays of float32, 195,000 numbers."""
