"""The one place that decides whether a customer's name may be shown; and a last look at what leaves."""

from seedcorn.privacy.chronicling import masked_chronicle, with_names
from seedcorn.privacy.codenames import Revealed, revealed
from seedcorn.privacy.comparing import masked_comparison
from seedcorn.privacy.looking_back import masked_backtest
from seedcorn.privacy.masking import masked
from seedcorn.privacy.scan import Leak, leaks

__all__ = [
    "Leak",
    "Revealed",
    "leaks",
    "masked",
    "masked_backtest",
    "masked_chronicle",
    "masked_comparison",
    "revealed",
    "with_names",
]
