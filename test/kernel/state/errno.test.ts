/** Error numbers are Linux's, and an answer says whether it is one. */
import {constants} from 'node:os';
import {expect, test} from 'vitest';
import {errno, errnoName, isRefused, refuse} from '../../../source/kernel/state/errno.ts';

/** Names whose numbers are not the same on every Unix: this test may run on another than Linux. */
const linuxOnly: Readonly<Record<string, number>> = {EAGAIN: 11, ENOSYS: 38};

test.each(Object.entries(errno))('%s has the number that Linux gives it', (name, code) => {
	expect(code).toBe(linuxOnly[name] ?? constants.errno[name as keyof typeof constants.errno]);
});

test('an answer that is a negated number has its name, and no other answer has one', () => {
	expect(errnoName(-errno.ENOMEM)).toBe('ENOMEM');
	expect(errnoName(-errno.EFAULT)).toBe('EFAULT');
	expect([0, errno.ENOMEM, -9999].map(errnoName)).toEqual([undefined, undefined, undefined]);
});

test('a refusal is told from an id, and 0 is none', () => {
	expect(refuse(errno.EAGAIN)).toBe(-errno.EAGAIN);
	expect([refuse(errno.EPERM), 0, 1].map(isRefused)).toEqual([true, false, false]);
});
