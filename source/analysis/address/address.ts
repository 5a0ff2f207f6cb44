/** Addresses as people write them. */
import {UserError} from '../../machine/user-error.ts';

const form = /^0x([0-9a-f]{1,13})$/i;

/** Whether it can only be meant as an address: `0x` and hexadecimal digits. */
export function isAddress(text: string): boolean {
	return form.test(text);
}

/** In bytes. Throws a UserError for what is no address. */
export function readAddress(text: string): number {
	const [, digits] = form.exec(text) ?? [];
	if (digits === undefined) {
		throw new UserError(`"${text}" is no address`, {expected: '0x and up to 13 hexadecimal digits'});
	}

	return Number.parseInt(digits, 16);
}
