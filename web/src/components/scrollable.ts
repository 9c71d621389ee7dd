/**
 * Attributes of an element that scrolls in itself. Not every browser lets the keyboard into such an element by itself
 * (Safari does not), and axe's rule `scrollable-region-focusable` asks for it.
 */
export const scrollable = { tabIndex: 0 };
