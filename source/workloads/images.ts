/**
 * Images: how big the files of a Debian 12 system (x86-64) are once mapped, as its real programs showed when they were
 * run, and how much each program uses when it starts. All sizes are in pages.
 */

/** Pages of an ELF file's segments in address order; `relro` is made read-only once the loader has filled it in. */
export type ElfPages = readonly [
	headers: number,
	text: number,
	constants: number,
	relro: number,
	data: number,
	bss: number,
];
export type ElfFile = {readonly path: string; readonly pages: ElfPages};

export type ProgramImage = ElfFile & {
	/** Linked for a fixed address, as gcc's own programs are; others go where the kernel likes. */
	readonly address?: number;
	/** Shared libraries in the order in which they are loaded. */
	readonly libraries: readonly LibraryName[];
	/** Heap after start-up, and how much of it is written by then. */
	readonly heap: number;
	readonly heapWritten: number;
	/** Pages of the program's own text that start-up runs through. */
	readonly textRead: number;
};

export type LibraryName = keyof typeof libraries;
export type ProgramName = keyof typeof programs;

const lib = (name: string) => `/usr/lib/x86_64-linux-gnu/${name}`;

export const loader: ElfFile = {path: lib('ld-linux-x86-64.so.2'), pages: [1, 38, 10, 2, 2, 0]};

export const libraries = {
	c: {path: lib('libc.so.6'), pages: [38, 342, 83, 4, 2, 13]},
	m: {path: lib('libm.so.6'), pages: [16, 116, 91, 1, 1, 0]},
	dl: {path: lib('libdl.so.2'), pages: [1, 1, 1, 1, 1, 0]},
	tinfo: {path: lib('libtinfo.so.6.4'), pages: [15, 17, 14, 4, 1, 0]},
	z: {path: lib('libz.so.1.2.13'), pages: [3, 19, 7, 1, 1, 0]},
	zstd: {path: lib('libzstd.so.1.5.4'), pages: [5, 161, 20, 1, 1, 0]},
	isl: {path: lib('libisl.so.23.2.0'), pages: [98, 321, 94, 1, 8, 0]},
	mpc: {path: lib('libmpc.so.3.3.1'), pages: [6, 22, 4, 1, 1, 0]},
	mpfr: {path: lib('libmpfr.so.6.2.0'), pages: [14, 137, 23, 2, 10, 0]},
	gmp: {path: lib('libgmp.so.10.4.1'), pages: [11, 93, 23, 1, 1, 0]},
	bfd: {path: lib('libbfd-2.40-system.so'), pages: [62, 228, 57, 20, 3, 0]},
	sframe: {path: lib('libsframe.so.0.0.0'), pages: [2, 4, 1, 1, 1, 0]},
	ctf: {path: lib('libctf.so.0.0.0'), pages: [4, 39, 10, 1, 1, 0]},
	jansson: {path: lib('libjansson.so.4.14.0'), pages: [2, 9, 3, 1, 1, 0]},
	pcre: {path: lib('libpcre2-8.so.0.11.2'), pages: [2, 107, 43, 1, 1, 0]},
	apr: {path: lib('libapr-1.so.0.7.2'), pages: [13, 34, 11, 1, 1, 1]},
	aprUtil: {path: lib('libaprutil-1.so.0.6.3'), pages: [9, 27, 9, 1, 1, 0]},
	expat: {path: lib('libexpat.so.1.8.10'), pages: [4, 28, 8, 2, 1, 0]},
	crypt: {path: lib('libcrypt.so.1.1.0'), pages: [2, 22, 26, 1, 1, 8]},
	jemalloc: {path: lib('libjemalloc.so.2'), pages: [9, 166, 24, 6, 1, 543]},
	crypto: {path: lib('libcrypto.so.3'), pages: [197, 637, 222, 97, 4, 3]},
	ssl: {path: lib('libssl.so.3'), pages: [31, 93, 31, 10, 4, 0]},
	selinux: {path: lib('libselinux.so.1'), pages: [6, 26, 7, 1, 1, 2]},
} as const satisfies Record<string, ElfFile>;

const fixedAddress = 0x40_00_00;

export const programs = {
	init: {
		path: '/sbin/init',
		pages: [3, 8, 4, 1, 1, 1],
		libraries: ['selinux', 'pcre', 'c'],
		heap: 33,
		heapWritten: 9,
		textRead: 6,
	},
	agetty: {
		path: '/sbin/agetty',
		pages: [3, 8, 4, 1, 1, 3],
		libraries: ['c'],
		heap: 33,
		heapWritten: 3,
		textRead: 6,
	},
	login: {
		path: '/bin/login',
		pages: [3, 7, 3, 1, 1, 1],
		libraries: ['crypt', 'c'],
		heap: 33,
		heapWritten: 12,
		textRead: 6,
	},
	bash: {
		path: '/usr/bin/bash',
		pages: [47, 193, 56, 4, 9, 11],
		libraries: ['tinfo', 'c'],
		heap: 93,
		heapWritten: 70,
		textRead: 90,
	},
	sh: {
		path: '/usr/bin/dash',
		pages: [4, 19, 6, 2, 1, 2],
		libraries: ['c'],
		heap: 33,
		heapWritten: 4,
		textRead: 14,
	},
	make: {
		path: '/usr/bin/make',
		pages: [9, 36, 11, 1, 2, 3],
		libraries: ['dl', 'c'],
		heap: 99,
		heapWritten: 53,
		textRead: 36,
	},
	cc: {
		path: '/usr/bin/x86_64-linux-gnu-gcc-12',
		address: fixedAddress,
		pages: [3, 153, 157, 3, 2, 3],
		libraries: ['c'],
		heap: 67,
		heapWritten: 15,
		textRead: 90,
	},
	cc1: {
		path: '/usr/lib/gcc/x86_64-linux-gnu/12/cc1',
		address: fixedAddress,
		pages: [561, 5060, 2504, 4, 12, 416],
		libraries: ['isl', 'mpc', 'mpfr', 'gmp', 'z', 'zstd', 'm', 'c'],
		heap: 68,
		heapWritten: 60,
		textRead: 480,
	},
	as: {
		path: '/usr/bin/x86_64-linux-gnu-as',
		pages: [46, 79, 28, 71, 1, 10],
		libraries: ['bfd', 'z', 'zstd', 'c', 'sframe'],
		heap: 66,
		heapWritten: 50,
		textRead: 64,
	},
	collect2: {
		path: '/usr/lib/gcc/x86_64-linux-gnu/12/collect2',
		address: fixedAddress,
		pages: [3, 112, 37, 3, 1, 0],
		libraries: ['c'],
		heap: 33,
		heapWritten: 6,
		textRead: 60,
	},
	ld: {
		path: '/usr/bin/x86_64-linux-gnu-ld.bfd',
		pages: [14, 66, 237, 7, 2, 2],
		libraries: ['bfd', 'ctf', 'jansson', 'c', 'z', 'zstd', 'sframe'],
		heap: 66,
		heapWritten: 60,
		textRead: 48,
	},
	/** mv, sort, uniq and the like: coreutils programs differ little. */
	coreutil: {
		path: '/usr/bin/coreutils',
		pages: [4, 22, 8, 1, 1, 2],
		libraries: ['selinux', 'pcre', 'c'],
		heap: 33,
		heapWritten: 5,
		textRead: 12,
	},
	apache2: {
		path: '/usr/sbin/apache2',
		pages: [57, 79, 36, 4, 4, 4],
		libraries: ['pcre', 'aprUtil', 'apr', 'c', 'expat', 'crypt'],
		heap: 33,
		heapWritten: 24,
		textRead: 64,
	},
	redis: {
		path: '/usr/bin/redis-server',
		pages: [95, 279, 117, 11, 82, 31],
		libraries: ['jemalloc', 'm', 'ssl', 'crypto', 'c'],
		heap: 33,
		heapWritten: 8,
		textRead: 128,
	},
} as const satisfies Record<string, ProgramImage>;
