/** Recordings that began while processes ran: what they held then, what was recorded, and what /proc said in the end. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {limitSentence} from '../../../source/analysis/trust/limits.ts';
import type {Program} from '../../../source/machine/program.ts';
import {headerLine, readHeaderLine} from '../../../source/readers/combined/parts.ts';
import {type Figures, figuresOfReport, simulated} from '../../helpers/proc-figures.ts';
import {readFixture, readText} from '../../helpers/read-text.ts';
import {faults, privateDirtyAtExit} from '../../helpers/recorded.ts';

const read = async (name: string) => (await readFixture(`attached/${name}.recording.gz`)).program;
const fileOf = (name: string) => new URL(`../../../fixtures/attached/${name}`, import.meta.url);
const linesOf = (name: string) =>
	gunzipSync(readFileSync(fileOf(`${name}.recording.gz`)))
		.toString('utf8')
		.split('\n');
const truthOf = (name: string) =>
	JSON.parse(readFileSync(fileOf(`${name}.truth.json`), 'utf8')) as Readonly<Record<string, Figures>>;

test.each([
	['busy', 5283],
	['frozen', 7086],
	['redis-bgsave', 6936],
])('all faults of %s are taken as recorded', async (name, count) => {
	expect(faults(await read(name))).toEqual({recorded: count, same: count});
});

function figuresAtEnd(program: Program, pids: readonly string[]): Readonly<Record<string, Figures>> {
	const reports = simulated(program);
	return Object.fromEntries(
		pids.flatMap((pid) => {
			const report = reports.get(Number(pid));
			return report === undefined ? [] : [[pid, figuresOfReport(report)]];
		}),
	);
}

test('what was stopped while it was read holds in the end what /proc said then', async () => {
	const truth = truthOf('frozen');
	expect(figuresAtEnd(await read('frozen'), Object.keys(truth))).toEqual(truth);
});

test('what went on while it was read holds it within 1 %', async () => {
	const truth = truthOf('busy');
	const figures = figuresAtEnd(await read('busy'), Object.keys(truth));
	for (const [pid, {Rss, Private_Dirty, Anonymous, VmPTE}] of Object.entries(truth)) {
		const within = (told: number, ours = 0) => expect(Math.abs(ours - told) / told).toBeLessThan(0.01);
		within(Rss, figures[pid]?.Rss);
		within(Private_Dirty, figures[pid]?.Private_Dirty);
		within(Anonymous, figures[pid]?.Anonymous);
		within(VmPTE, figures[pid]?.VmPTE);
	}
});

test('redis copied as many bytes as it said itself', async () => {
	const program = await read('redis-bgsave');
	expect(privateDirtyAtExit(program, 25754)).toBe(8_028_160);
});

test('what limits it is said', async () => {
	const {header} = await read('busy');
	expect(header.limits?.map(limitSentence)).toMatchInlineSnapshot(`
		[
		  "What leads to \`now\`, where the recording begins, is made up from what /proc told then: its times and counts mean nothing.",
		  "112 page faults came while /proc was read: they count where the page was not there yet, and are not compared.",
		  "416 pages are shared with processes that were not asked for: (outside) stands in for them.",
		  "Which 3 pages of a mapping are huge or the page of zeros is not told, only how many: the first that fit are taken.",
		]
	`);
});

const frozen = linesOf('frozen');
const header = readHeaderLine(frozen[0]);

test('whatever comes before a process was read is in the snapshot already', async () => {
	const whole = (await readText(frozen.join('\n'))).program;
	const events = frozen.indexOf('--- perf') + 1;
	const begins = Math.min(...[...(header?.moments.values() ?? [])].map(({from}) => from));
	const first = frozen.findIndex(
		(line, i) => i > events && Number(/ (\d+\.\d+): /.exec(line)?.[1]) * 1e6 > begins,
	);
	expect(first - events).toBeGreaterThan(100);
	const cut = [...frozen.slice(0, events), ...frozen.slice(first)];
	const {program} = await readText(cut.join('\n'));
	expect(program).toEqual(whole);
});

test('it makes no difference how long reading took: what may be in the snapshot already is not done twice', async () => {
	const truth = truthOf('frozen');
	const moments = [...(header?.moments ?? [])];
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat(400_000), {minLength: moments.length, maxLength: moments.length}),
			async (earlier) => {
				const wider = moments.map(([pid, {from, to}], i) => [pid, {from: from - earlier[i], to}] as const);
				const text = [headerLine({moments: new Map(wider), command: undefined}), ...frozen.slice(1)];
				const {program} = await readText(text.join('\n'));
				expect(figuresAtEnd(program, Object.keys(truth))).toEqual(truth);
			},
		),
		// The third process unmaps memory that it wrote to a moment before: it was read between the two.
		{numRuns: 5, examples: [[[0, 0, 187_816]]]},
	);
});

test.each(['{"forkscope-recording"', '{"forkscope-recording":2}', '{"forkscope-recording":1,"moments":7}'])(
	'a first line that cannot be read is one sentence: %s',
	async (line) => {
		await expect(readText(`${line}\n--- perf\n`)).rejects.toThrow(
			'The first line of this recording cannot be read',
		);
	},
);

test('the first line comes back as it was written', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.integer({min: 1, max: 1 << 22}), fc.nat(), fc.nat())),
			fc.option(fc.integer({min: 1, max: 1 << 22}), {nil: undefined}),
			(list, command) => {
				const moments = new Map(list.map(([pid, from, more]) => [pid, {from, to: from + more}]));
				expect(readHeaderLine(headerLine({moments, command}))).toEqual({moments, command});
			},
		),
	);
});

/** The recording of perf alone, as it is where perf was attached by hand. */
const withoutSnapshot = (name: string) => {
	const lines = linesOf(name);
	return lines.slice(lines.indexOf('--- perf') + 1).join('\n');
};

test.each([
	['busy', 0.995],
	['frozen', 0.94],
	['redis-bgsave', 0.995],
])('without a snapshot what %s proves of the time before is used', async (name, share) => {
	const {program} = await readText(withoutSnapshot(name));
	const {recorded, same} = faults(program);
	expect(same / recorded).toBeGreaterThanOrEqual(share);
	expect(program.header.limits?.map(({kind}) => kind)).toEqual(
		expect.arrayContaining(['began-in-the-middle', 'proven-pages']),
	);
});
