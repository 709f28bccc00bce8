"""A picture as the net sees it, with a patch to move over it: ``component`` mounts it, ``patch.js`` draws it."""
