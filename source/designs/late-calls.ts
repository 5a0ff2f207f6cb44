/** Calls that not every kernel had: by the Linux that they came with, and for other systems by name. */

/** What a program may ask for, and the Linux that it came with: 20417 is 2.4.17, 0 older than any Linux here. */
const sinceLinux = {
	mmap: 0,
	mprotect: 0,
	mremap: 0,
	mlock: 0,
	'madvise dontneed': 0,
	'madvise willneed': 0,
	'madvise dontfork': 20616,
	'madvise wipeonfork': 41400,
	userfaultfd: 40300,
	'madvise free': 40500,
	'madvise cold': 50400,
	'madvise pageout': 50400,
	'madvise populate': 51400,
} as const;
export type LateCall = keyof typeof sinceLinux;

const lateCalls = Object.keys(sinceLinux) as readonly LateCall[];

/** Of Linux alone. */
const linuxOnly: readonly LateCall[] = [
	'mremap',
	'userfaultfd',
	'madvise dontfork',
	'madvise wipeonfork',
	'madvise cold',
	'madvise pageout',
	'madvise populate',
];

/** Of systems that are no Linux: what each lacks. 4.4BSD's madvise was there and did nothing. */
const lackedBy = {
	v7: lateCalls,
	'3bsd': lateCalls,
	svr4: linuxOnly,
	'4.4bsd': [...linuxOnly, 'madvise dontneed', 'madvise willneed', 'madvise free'],
	freebsd: linuxOnly,
	uvm: linuxOnly,
} as const satisfies Readonly<Record<string, readonly LateCall[]>>;

/** Which calls a kernel had: those of a Linux by its number, or of another system. */
export type Calls = number | keyof typeof lackedBy;

/** Whether a kernel had no such call. */
export function lacksCall(calls: Calls, call: LateCall): boolean {
	return typeof calls === 'number' ? sinceLinux[call] > calls : lackedBy[calls].some((each) => each === call);
}
