"""Numbered items in boxes (专栏): their names, texts and every amount of money or rate in them."""

from minsheng.plans.items.amounts import read_amounts
from minsheng.plans.items.read import read_items

__all__ = ["read_amounts", "read_items"]
