/** Recordings that were cut short, garbled or shuffled: what cannot be used is counted with its line, and never thrown. */
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createMachine, runMachine} from '../../../source/machine/machine.ts';
import {straceFormat} from '../../../source/readers/strace/index.ts';
import {holds} from '../../helpers/property.ts';

const lines = ['plain', 'stderr', 'tt-Y-i-n'].map((name) =>
	readFileSync(new URL(`../../../fixtures/strace/${name}.strace`, import.meta.url), 'utf8').split('\n'),
);

/** Reads the lines and replays them; every problem must have the number of a line that is there. */
function check(text: readonly string[]): void {
	const reader = straceFormat.createReader('fuzz.strace');
	for (const [i, line] of text.entries()) {
		reader.line(line, i + 1);
	}

	const {program, problems} = reader.finish();
	expect(problems.every(({line, message}) => line >= 1 && line <= text.length && message !== '')).toBe(true);
	runMachine(createMachine(program));
}

const recording = fc.constantFrom(...lines);
const place = fc.integer({min: 0, max: 10_000});
const oddText = fc.oneof(
	fc.string({unit: 'binary', maxLength: 8}),
	fc.constantFrom(
		'99999999999',
		'-1',
		'0x',
		'<',
		'>',
		'"',
		'(',
		')',
		'=',
		'[',
		'<unfinished ...>',
		'\u0000',
		'?',
	),
);
const damage = fc.record({line: place, at: place, length: fc.nat(6), put: oddText});

function damageLine(
	text: readonly string[],
	damages: readonly {line: number; at: number; length: number; put: string}[],
) {
	const changed = [...text];
	for (const {line, at, length, put} of damages) {
		const number = line % changed.length;
		const old = changed[number];
		const from = at % (old.length + 1);
		changed[number] = `${old.slice(0, from)}${put}${old.slice(from + length)}`;
	}

	return changed;
}

test('characters are lost, changed and added', () =>
	holds(
		fc.property(recording, fc.array(damage, {maxLength: 30}), (text, damages) => {
			check(damageLine(text, damages));
		}),
		60,
	));

test('lines are lost, moved and cut', () =>
	holds(
		fc.property(
			recording,
			fc.array(fc.record({from: place, to: place, cut: place}), {maxLength: 20}),
			(text, moves) => {
				const changed = [...text];
				for (const {from, to, cut} of moves) {
					const [line = ''] = changed.splice(from % changed.length, 1);
					changed.splice(to % (changed.length + 1), 0, ...(cut % 3 === 0 ? [] : [line.slice(0, cut)]));
				}

				check(changed);
			},
		),
		60,
	));

test('the beginning or the end is missing', () =>
	holds(
		fc.property(recording, place, place, (text, from, to) => {
			check(text.slice(from % text.length, text.length - (to % text.length)));
		}),
		40,
	));
