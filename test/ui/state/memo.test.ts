import {expect, test} from 'vitest';
import {memo} from '../../../source/ui/state/memo.ts';

test('an answer is made once for an owner and its parts, and anew when one of them is another', () => {
	const keep = memo<number>();
	const [one, other] = [{}, {}];
	let made = 0;
	const ask = (owner: object, ...parts: unknown[]) =>
		keep(owner, parts, () => {
			made += 1;
			return made;
		});
	expect([ask(one, 'a', 1), ask(one, 'a', 1), ask(other, 'a', 1)]).toEqual([1, 1, 2]);
	expect([ask(one, 'a', 2), ask(other, 'a', 1), ask(one, 'a', 1)]).toEqual([3, 2, 4]);
	expect([ask({}), ask({})]).toEqual([5, 6]);
});

test('what is undefined is an answer too', () => {
	const keep = memo<undefined>();
	const owner = {};
	let made = 0;
	const ask = () =>
		keep(owner, [], () => {
			made += 1;
			return undefined;
		});
	ask();
	ask();
	expect(made).toBe(1);
});
