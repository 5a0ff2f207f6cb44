/** Known defects are told the first time they bite, each by itself, and remembered as part of the state. */
import {expect, test} from 'vitest';
import {defectSentence} from '../../../source/designs/defects.ts';
import {type DefectName, defects, hasDefect, noteDefect} from '../../../source/kernel/state/defects.ts';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

const names = Object.keys(defects) as DefectName[];

test('a defect is told with what it counts, once', () => {
	const kernel = bareKernel();
	noteDefect(kernel, 'swapLeak', 0, 17, 5);
	noteDefect(kernel, 'swapLeak', 0, 18, 6);
	const {count, kind, vpn, other, amount} = kernel.effects;
	expect([count, kind[0], vpn[0], other[0], amount[0]]).toEqual([
		1,
		effectKinds.defect,
		17,
		defects.swapLeak,
		5,
	]);
});

test('a defect counts nothing unless it is said what', () => {
	const kernel = bareKernel();
	noteDefect(kernel, 'dirtLost', 0, 1);
	expect(kernel.effects.amount[0]).toBe(0);
});

test.each(names)('%s is remembered apart from all others', (name) => {
	const kernel = bareKernel();
	for (const other of names.filter((each) => each !== name)) {
		noteDefect(kernel, other, 0, 0);
	}

	expect(hasDefect(kernel, name)).toBe(false);
	noteDefect(kernel, name, 0, 0);
	expect(names.filter((each) => !hasDefect(kernel, each))).toEqual([]);
	expect(kernel.effects.count).toBe(names.length);
});

test('there are no more defects than one number has bits for', () => {
	expect(Math.max(...Object.values(defects))).toBeLessThanOrEqual(50);
	const kernel = bareKernel();
	kernel.total.value[totals.defects] = 2 ** 51 - 1;
	expect(names.every((name) => hasDefect(kernel, name))).toBe(true);
});

test('every defect has a number and a sentence of its own', () => {
	expect(new Set(Object.values(defects)).size).toBe(names.length);
	const sentences = names.map((name) => defectSentence(defects[name]));
	expect(sentences.filter((sentence) => !/^[a-z].*[^.]$/.test(sentence ?? ''))).toEqual([]);
	expect(new Set(sentences).size).toBe(names.length);
});
