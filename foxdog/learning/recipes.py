"""The names of the recipes: what a net is and how it learns. They are known before the nets' slow imports.

A change in a net or in its training that changes curves needs a new name.
"""

SCRATCH = "conv16-16-48-64-halves-u300-b16-wd0.3-per-300"  # of `cnn` and `augment`
SCRATCH_ALIKE = f"{SCRATCH}-classes-alike"  # each batch holds as many of one class as of the other
UNEVEN = 3  # times as many pictures of one class as of the other in the pool: from here on, SCRATCH_ALIKE is used
BODY = "simclr-32-48-96-160"  # of `head_start.pretraining`; with the number of updates it names a body's recipe
VARIANCE = 0.1  # of the head's weights before any label is known, scikit-learn's C; chosen on validation
HEAD = f"logistic-{VARIANCE}"  # of `head_start.head`
