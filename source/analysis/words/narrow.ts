/** Text that is as wide as it is long. Nearly every string is of that kind, and what measures the others is slow to make. */

/**
 * Printable ASCII, Latin letters, arrows, box drawing and bars: one cell each. A soft hyphen has none, and two of the small
 * squares have two.
 */
export const narrow =
	/^[ -~\u00A1-\u00AC\u00AE-\u02AF\u2013-\u2026\u2190-\u21FF\u2200-\u22FF\u2500-\u25FC\u25FF]*$/;
