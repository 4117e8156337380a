"""How far two annotations of the same articles agree: matching, scores, intervals, confusions. Values in, values out."""
