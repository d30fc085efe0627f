"""Which numbers came by already, in a bit each: a set of a hundred thousand would be megabytes."""

_BITS = 10


class Seen:
    """Numbers from 1, most of them close together."""

    def __init__(self) -> None:
        self._blocks: dict[int, int] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, number: int) -> bool:
        return bool(self._blocks.get(number >> _BITS, 0) >> (number & ((1 << _BITS) - 1)) & 1)

    def add(self, number: int) -> bool:
        """Note a number. Returns whether it is new."""
        if number in self:
            return False
        block = number >> _BITS
        self._blocks[block] = self._blocks.get(block, 0) | 1 << (number & ((1 << _BITS) - 1))
        self._count += 1
        return True
