/**
 * Columns of page faults in blocks: they grow without being copied, and what has been made ops of is given back at once. There are so
 * many faults that these columns and those of the program together would be most of what a long recording takes.
 */

export type Faults = {
	count: number;
	readonly blocks: Block[];
};

export type Block = {
	readonly buffer: ArrayBuffer;
	/** In bytes, of the page. */
	readonly address: Float64Array;
	readonly time: Float64Array;
	readonly tid: Int32Array;
	readonly pid: Int32Array;
	/** Ops that came before it. */
	readonly opsBefore: Uint32Array;
	/** The class, and the bits of rows.ts. */
	readonly bits: Uint8Array;
};

const sizeBits = 16;
const size = 2 ** sizeBits;
const faultBytes = 29;

export function createFaults(): Faults {
	return {count: 0, blocks: [createBlock()]};
}

function createBlock(): Block {
	const buffer = new ArrayBuffer(size * faultBytes);
	return {
		buffer,
		address: new Float64Array(buffer, 0, size),
		time: new Float64Array(buffer, 8 * size, size),
		tid: new Int32Array(buffer, 16 * size, size),
		pid: new Int32Array(buffer, 20 * size, size),
		opsBefore: new Uint32Array(buffer, 24 * size, size),
		bits: new Uint8Array(buffer, 28 * size, size),
	};
}

/** The block that holds a fault, at `placeIn` of it. */
export function blockOf({blocks}: Faults, fault: number): Block {
	return blocks[fault >> sizeBits];
}

export function placeIn(fault: number): number {
	return fault & (size - 1);
}

/** Makes room for one fault more; answers its number, counted from 1. */
export function addRoom(faults: Faults): number {
	faults.count += 1;
	if (faults.count >> sizeBits === faults.blocks.length) {
		faults.blocks.push(createBlock());
	}

	return faults.count;
}

/** Gives back the memory of all blocks before that of `fault`: none of their faults can be asked for any more. */
export function giveBackBefore({blocks}: Faults, fault: number): void {
	for (let i = (fault >> sizeBits) - 1; i >= 0 && blocks[i].buffer.byteLength > 0; i -= 1) {
		blocks[i].buffer.transfer(0);
	}
}
