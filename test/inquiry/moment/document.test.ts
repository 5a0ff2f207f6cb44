/** docs/moments.md: every example in it is understood and answered, every form stands in it, and words and data agree. */
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type EventKind, eventKinds} from '../../../source/inquiry/history/kinds.ts';
import {findWords} from '../../../source/inquiry/moment/find.ts';
import {parseMoment} from '../../../source/inquiry/moment/grammar.ts';
import {type Moment, momentWords} from '../../../source/inquiry/moment/moment.ts';
import {finish} from '../../../source/inquiry/work.ts';
import {createMachine} from '../../../source/machine/machine.ts';
import {lengthOf} from '../../../source/timeline/explore.ts';
import {seek} from '../../../source/timeline/seek.ts';
import {createTimeline} from '../../../source/timeline/timeline.ts';
import {findWorkload} from '../../../source/workloads/index.ts';
import {holds} from '../../helpers/property.ts';

const text = readFileSync(new URL('../../../docs/moments.md', import.meta.url), 'utf8');

/** All that stands as code in the tables, first column and explanation alike. */
const rows = [...text.matchAll(/^\| `(.+?)` \| (.+) \|$/gm)];
const examples = rows.flatMap(([, example, meaning]) => [
	example,
	...[...meaning.matchAll(/`(.+?)`/g)].map(([, word]) => word),
]);
const moments = examples.filter((example) => example !== 'cc1');

const program = findWorkload('build')?.build();
if (program === undefined) {
	throw new Error('no workload build');
}

const timeline = createTimeline(createMachine(program));
lengthOf(timeline);
seek(timeline, 1200);

test.each(moments)('the moment %s', (example) => {
	expect(() => parseMoment(example)).not.toThrow();
	const landing = finish(findWords(timeline, example));
	expect(landing).toEqual(
		expect.objectContaining(
			landing !== undefined && 'none' in landing
				? {none: expect.stringMatching(/^[A-Z].* (?:this moment|before|after) ?.*\.$/)}
				: {position: expect.any(Number)},
		),
	);
});

const direction = fc.constantFrom(1 as const, -1 as const);
const number = fc.integer({min: 0, max: 1e9});
const name = fc.string({minLength: 1, unit: 'grapheme'}).filter((each) => each.trim() === each);
const thing = fc.oneof(
	fc.record({kind: fc.constant('frame' as const), frame: number}),
	fc.record({kind: fc.constant('table' as const), table: number}),
	fc.record({kind: fc.constant('slot' as const), slot: number}),
	fc.record({kind: fc.constant('mapping' as const), pid: number, born: number, address: number}),
);
const kindsOfEvent = fc.constantFrom(...(Object.keys(eventKinds) as EventKind[]));

/** A kind of moment that is not in here does not compile. */
const anyOf: {
	readonly [Kind in Moment['kind']]: fc.Arbitrary<Omit<Extract<Moment, {readonly kind: Kind}>, 'kind'>>;
} = {
	start: fc.constant({}),
	end: fc.constant({}),
	position: fc.record({position: number}),
	step: fc.record({by: fc.integer({min: -1e9, max: 1e9})}),
	share: fc.record({percent: fc.integer({min: 0, max: 100})}),
	time: fc.record({us: number}),
	mark: fc.record({name}),
	exec: fc.record({name}),
	birth: fc.record({pid: number}),
	nearest: fc.record({direction, of: kindsOfEvent}),
	act: fc.record({direction, pid: number}),
	change: fc.record({direction, thing}),
	origin: fc.record({
		thing: fc.oneof(
			fc.record({kind: fc.constant('frame' as const), frame: number}),
			fc.record({kind: fc.constant('slot' as const), slot: number}),
		),
	}),
	until: fc.record({direction, condition: name}),
};
const kinds = Object.keys(anyOf) as Moment['kind'][];

test.each(kinds)('what is written in words is read as the same moment: %s', (kind) => {
	holds(
		fc.property(anyOf[kind] as fc.Arbitrary<object>, (fields) => {
			const moment = {kind, ...fields} as Moment;
			expect(parseMoment(momentWords(moment))).toEqual(moment);
		}),
	);
});

test('every form and every kind of event is among the examples', () => {
	const read = moments.map(parseMoment);
	expect(kinds.filter((kind) => !read.some((moment) => moment.kind === kind))).toEqual([]);
	const events = read.flatMap((moment) => (moment.kind === 'nearest' ? [moment.of] : []));
	expect(Object.keys(eventKinds).filter((kind) => !events.includes(kind as EventKind))).toEqual([]);
});
