"""How many threads TensorFlow gets. Import this before Keras: TensorFlow reads the environment when it is imported.

One thread an operation, whatever the environment says: a sum over two threads rounds differently from a sum over one,
so their number would change the curve. How many operations run at the same time changes no bit.
"""

import os

os.environ["TF_NUM_INTRAOP_THREADS"] = "1"
os.environ.setdefault("TF_NUM_INTEROP_THREADS", str(min(max(os.cpu_count() or 2, 2), 4)))  # two halves of two fits
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
