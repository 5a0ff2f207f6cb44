/**
 * Columns as narrow as what stands in them. Most numbers of most ops are none or small, and those of one workload tell which
 * of its columns are: such a column begins with a byte a row, and is copied to a wider one when a number comes that it cannot hold.
 */

const widths = [Int8Array, Int16Array, Int32Array, Float64Array] as const;
export type FittingColumn = InstanceType<(typeof widths)[number]>;

/** The narrowest column; all rows hold `value`, a whole number of a byte. */
export function createFitting(rows: number, value = 0): FittingColumn {
	return new Int8Array(rows).fill(value);
}

/** The column with `value`, any number but NaN, at `row`: the same one, or a wider copy where that cannot hold it. */
export function withValue(column: FittingColumn, row: number, value: number): FittingColumn {
	column[row] = value;
	if (column[row] === value) {
		return column;
	}

	const width = widths.find(
		(Width) => Width.BYTES_PER_ELEMENT > column.BYTES_PER_ELEMENT && holds(Width, value),
	);
	const wider = new (width ?? Float64Array)(column);
	wider[row] = value;
	return wider;
}

function holds(Width: (typeof widths)[number], value: number): boolean {
	return Width.of(value)[0] === value;
}

/** A longer or shorter copy of the same width, filled with `value` behind the `used` rows. */
export function resized(column: FittingColumn, used: number, rows: number, value = 0): FittingColumn {
	const Width = column.constructor as (typeof widths)[number];
	const copy = new Width(rows);
	copy.set(column.subarray(0, Math.min(used, rows)));
	return copy.fill(value, used);
}
