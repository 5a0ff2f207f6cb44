/** The simulated error numbers, with Linux's values; kernel calls return them negated, 0 is success. */
export const errno = {
	EPERM: 1,
	ENOENT: 2,
	ESRCH: 3,
	ECHILD: 10,
	EAGAIN: 11,
	ENOMEM: 12,
	EACCES: 13,
	EFAULT: 14,
	EEXIST: 17,
	EINVAL: 22,
	ENOSYS: 38,
} as const;

/** Name of a negated error number that a kernel call returned, such as "ENOMEM"; undefined for success. */
export function errnoName(result: number): string | undefined {
	return Object.entries(errno).find(([, value]) => value === -result)?.[0];
}

declare const refused: unique symbol;
/** A negated errno where a call answers with an id. */
export type Refused = number & {readonly [refused]: true};

/** The answer of a call that makes nothing, for one of the numbers of `errno`. */
export function refuse(code: number): Refused {
	return -code as Refused;
}

export function isRefused(answer: number): answer is Refused {
	return answer < 0;
}
