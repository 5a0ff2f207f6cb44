/** A broken promise of the program itself is told with the values that broke it. */
import {expect, test} from 'vitest';
import {assert, KernelPanic} from '../../../source/kernel/state/assert.ts';

function thrownBy(act: () => void): unknown {
	try {
		act();
		return undefined;
	} catch (error) {
		return error;
	}
}

test('what holds says nothing', () => {
	expect(thrownBy(() => assert(true, 'rows are lost', {row: 3}))).toBeUndefined();
});

test('what does not hold is told with its values, and is no error of the user', () => {
	const error = thrownBy(() => assert(false, 'rows are lost', {row: 3, isFree: true, table: 'frame'}));
	expect(error).toBeInstanceOf(KernelPanic);
	expect(String(error)).toBe('KernelPanic: rows are lost row=3 isFree=true table=frame');
});

test('a promise about nothing in particular is told in its words alone', () => {
	expect(String(thrownBy(() => assert(false, 'rows are lost')))).toBe('KernelPanic: rows are lost');
});
