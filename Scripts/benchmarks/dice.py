"""Random numbers that are the same everywhere."""


class Dice:
    """splitmix64: small, well known, independent of the version of Python."""

    MASK = (1 << 64) - 1

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & self.MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & self.MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & self.MASK
        return z ^ (z >> 31)

    def below(self, bound):
        return self.next() % bound

    def pick(self, items):
        return items[self.below(len(items))]

    def some(self, items, count):
        """`count` different items, in the order of the list; all where there are fewer."""
        chosen = set()
        while len(chosen) < min(count, len(items)):
            chosen.add(self.below(len(items)))
        return [items[index] for index in sorted(chosen)]
