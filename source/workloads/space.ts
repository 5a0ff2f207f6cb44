/** Address spaces: where Linux puts programs, mappings and stacks, and how far it moves them at random. */

export type Space = {
	/** Page tables that reach all of it. */
	readonly geometry: 'x86-64' | 'i386';
	/** The lowest place of a program that may lie anywhere. */
	readonly program: number;
	/** Mappings go below this. */
	readonly mapEnd: number;
	/** Programs and mappings are moved by so many bits of pages, stacks by these. */
	readonly randomBits: number;
	readonly stackEnd: number;
	readonly stackRandomBits: number;
	/** Where the memory of a process without a program begins, downwards. */
	readonly bareMapBelow: number;
};

/** 47 bits, as on x86-64; arm64 has more. */
export const wideSpace: Space = {
	geometry: 'x86-64',
	program: 0x55_55_55_55_40_00,
	mapEnd: 0x7f_ff_f7_ff_f0_00,
	randomBits: 28,
	stackEnd: 0x7f_ff_ff_ff_f0_00,
	stackRandomBits: 22,
	bareMapBelow: 0x7f_00_00_00_00_00,
};

/** The 3 GiB that i386 leaves to a process. */
export const narrowSpace: Space = {
	geometry: 'i386',
	program: 0x00_40_00_00,
	mapEnd: 0xb7_ff_f0_00,
	randomBits: 8,
	stackEnd: 0xbf_ff_f0_00,
	stackRandomBits: 11,
	bareMapBelow: 0xb7_00_00_00,
};

/** The space for the page tables that are asked for; those of old kernels' own time are narrow. */
export function spaceFor(geometry: unknown): Space {
	return geometry === 'i386' || geometry === 'native' ? narrowSpace : wideSpace;
}
