/** The same events, printed with other fields (perf script -F …): what is not printed changes nothing else. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {createCollector} from '../../../source/readers/collect.ts';
import {workloadLines} from '../../../source/readers/forkscope/write.ts';
import type {Recording} from '../../../source/readers/format.ts';

const file = new URL('../../../fixtures/recordings/apache-prefork.perf.txt.gz', import.meta.url);
const lines = gunzipSync(readFileSync(file)).toString().split('\n').slice(0, 3000);

const head = /^( *\S.*?) +(\d+)(?:\/(\d+))? +(\[\d+\]) +(\d+\.\d+): +(.*)$/s;

function printed(
	print: (comm: string, tid: string, cpu: string, time: string, rest: string) => string,
): Recording {
	const collector = createCollector('a recording', {});
	for (const line of lines) {
		const [, comm, pid, tid, cpu, time, rest] = head.exec(line) ?? [];
		collector.take(comm === undefined ? line : print(comm, tid ?? pid, cpu, time, rest));
	}

	return collector.finish();
}

/** Without times, and without names that are not told. */
const opsOf = ({program}: Recording) =>
	[...workloadLines(program)].slice(1).map((line) => line.replace(/"t":[\d.]+,?/, ''));

const plain = printed((comm, tid, cpu, time, rest) => `${comm} ${tid} ${cpu} ${time}: ${rest}`);

test('the recording has what could be lost', () => {
	expect(opsOf(plain).length).toBeGreaterThan(200);
});

test.each([
	['without a CPU', (comm, tid, _, time, rest) => `${comm} ${tid} ${time}: ${rest}`],
	['with nanoseconds', (comm, tid, cpu, time, rest) => `${comm} ${tid} ${cpu} ${time}000: ${rest}`],
	['with periods', (comm, tid, cpu, time, rest) => `${comm} ${tid} ${cpu} ${time}:          1 ${rest}`],
	['with letters of +misc', (comm, tid, cpu, time, rest) => `${comm} ${tid} ${cpu} K     ${time}: ${rest}`],
	['with a CPU that is not known', (comm, tid, _, time, rest) => `${comm} ${tid} [-01] ${time}: ${rest}`],
	['without times', (comm, tid, cpu, _, rest) => `${comm} ${tid} ${cpu} ${rest}`],
	['with nothing but threads', (comm, tid, _, _time, rest) => `${comm} ${tid} ${rest}`],
] as readonly (readonly [string, Parameters<typeof printed>[0]])[])('%s', (_, print) => {
	const recording = printed(print);
	expect(recording.problems).toEqual(plain.problems);
	expect(opsOf(recording)).toEqual(opsOf(plain));
});

test('without names all but the names is there', () => {
	const ops = opsOf(printed((_, tid, cpu, time, rest) => `${tid} ${cpu} ${time}: ${rest}`));
	const unnamed = (line: string) => line.replace(/"comm":"[^"]*",?/, '');
	expect(ops.map(unnamed)).toEqual(opsOf(plain).map(unnamed));
});

test('execs without records of what they mapped are told', () => {
	const collector = createCollector('a recording', {});
	for (const line of lines.filter((each) => !each.includes('PERF_RECORD_MMAP2'))) {
		collector.take(line);
	}

	const {program} = collector.finish();
	expect(program.header.limits?.map(({kind}) => kind)).toContain('inferred-images');
});
