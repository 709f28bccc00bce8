"""A Dataset becomes rounds: query, answer, teach, score. Read ``loop`` first.

1. ``loop``        the active-learning loop: the one place that holds a run's state
2. ``settings``    everything that decides a run, but for the pictures and the answers
3. ``strategies``  which pictures of the pool to ask about, in words: ``strategy_words``; ``utilities``: the mathematics
   under them
4. ``learner``     modAL's ActiveLearner and Committee over one array of pictures
5. ``models``      what a run's nets know before the first label: a head start, or nothing
6. ``head_start``  a body that has learned the pool without labels, and a head for each round
7. ``cnn``         from scratch: a small Keras net, and how it trains; ``estimator``: its scikit-learn face
8. ``net_classifier``, ``net_pool``, ``augment``  serve the nets
9. ``findings``    what can be read off a run; ``run_file``: a run as rows, CSV and JSON;
   ``saved_run``: a run goes on from its JSON; ``labels``: its labels in three formats
10. ``recording``  a recorded run, whose rounds need not be computed again; ``recipes``: the names of what computes them
11. ``occlusion``  what covering a part of a picture changes; ``novelty``: is a picture like any of the pool;
    ``challenge``: what pictures earn that mislead a machine

TensorFlow reads its number of threads from the environment when it is imported, so they are set here, before any
module below imports Keras. One thread an operation, whatever the environment says: a sum over two threads rounds
differently from a sum over one, so their number would change the curve. How many operations run at the same time
changes no bit.
"""

import os

os.environ["TF_NUM_INTRAOP_THREADS"] = "1"
os.environ.setdefault("TF_NUM_INTEROP_THREADS", str(min(max(os.cpu_count() or 2, 2), 4)))  # two halves of two fits
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
