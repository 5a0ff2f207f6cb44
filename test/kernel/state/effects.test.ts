/** The list of what an event did: rows in the order of what happened, as many as there are, empty before the next event. */
import {expect, test} from 'vitest';
import {rowId} from '../../../source/kernel/state/columns.ts';
import {
	clearEffects,
	createEffects,
	type EffectName,
	effectKinds,
	effectName,
	noteEffect,
	refusals,
} from '../../../source/kernel/state/effects.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

const kernel = bareKernel();
const mm = rowId(kernel.mm, 1);
const frame = rowId(kernel.frame, 3);

test('kinds are numbered from 1 without a hole, as their names are found by their numbers', () => {
	const names = Object.keys(effectKinds) as EffectName[];
	expect(Object.values(effectKinds)).toEqual(names.map((_, i) => i + 1));
	expect(names.map((name) => effectName(effectKinds[name]))).toEqual(names);
});

test('an access is refused for reasons that have numbers of their own', () => {
	const numbers = Object.values(refusals);
	expect(new Set(numbers).size).toBe(numbers.length);
});

test('effects stand in the order in which they were noted, with all that was said of them', () => {
	const effects = createEffects();
	noteEffect(effects, effectKinds.copy, mm, 2 ** 40, frame, 4, 5);
	noteEffect(effects, effectKinds.segv, mm, 7);
	const {count, kind, vpn, other, amount} = effects;
	expect(count).toBe(2);
	const row = (i: number) => [kind[i], effects.mm[i], vpn[i], effects.frame[i], other[i], amount[i]];
	expect([row(0), row(1)]).toEqual([
		[effectKinds.copy, 1, 2 ** 40, 3, 4, 5],
		[effectKinds.segv, 1, 7, 0, 0, 0],
	]);
});

test('what says nothing of a frame does not keep what stood in its row before', () => {
	const effects = createEffects();
	noteEffect(effects, effectKinds.copy, mm, 2, frame, 4, 5);
	clearEffects(effects);
	noteEffect(effects, effectKinds.segv, 0, 0);
	expect([effects.mm[0], effects.vpn[0], effects.frame[0], effects.other[0], effects.amount[0]]).toEqual([
		0, 0, 0, 0, 0,
	]);
});

test('one event may have any number of effects, and none is lost', () => {
	const effects = createEffects();
	const rooms = new Set<number>();
	for (let i = 0; i < 1000; i += 1) {
		rooms.add(effects.kind.length);
		noteEffect(effects, effectKinds.zeroFill, 0, i, 0, 2 * i, 3 * i);
	}

	expect([...rooms]).toEqual([256, 512, 1024]);
	const rows = Array.from({length: 1000}, (_, i) => i);
	expect([...effects.vpn.subarray(0, 1000)]).toEqual(rows);
	expect([...effects.other.subarray(0, 1000)]).toEqual(rows.map((i) => 2 * i));
	expect([...effects.amount.subarray(0, 1000)]).toEqual(rows.map((i) => 3 * i));
	expect(effects.kind.subarray(0, 1000).every((kind) => kind === effectKinds.zeroFill)).toBe(true);
});

test.each([
	['woken', 'woken'],
	['ended', 'ended'],
] as const)('nothing is left for the next event where only tasks were %s', (_, list) => {
	const effects = createEffects();
	expect([effects.count, effects.populated, effects.woken, effects.ended]).toEqual([0, 0, [], []]);
	noteEffect(effects, effectKinds.segv, 0, 0);
	effects.populated = 3;
	effects[list].push(1);
	clearEffects(effects);
	expect([effects.count, effects.populated, effects.woken, effects.ended]).toEqual([0, 0, [], []]);
});

test('the room of one large event is not kept for the small ones after it, that of many is', () => {
	const effects = createEffects();
	const note = (count: number) => {
		clearEffects(effects);
		for (let i = 0; i < count; i += 1) {
			noteEffect(effects, effectKinds.zeroFill, 0, i);
		}

		return effects.kind.length;
	};
	const small = note(1);
	const large = note(100_000);
	expect([note(100_000), note(1), note(1), note(2)]).toEqual([large, large, small, small]);
	expect([effects.count, effects.vpn[1]]).toEqual([2, 1]);
});
