/** How the machine of a recording was set stands at its head, in every kind of text that is recorded. */
import {expect, test} from 'vitest';
import {combinedFormat} from '../../source/readers/combined/index.ts';
import {machineLine, readMachineLine} from '../../source/readers/machine-line.ts';
import {perfFormat} from '../../source/readers/perf/index.ts';
import {straceFormat} from '../../source/readers/strace/index.ts';

const settings = {kernel: '6.18.44', thp: 'always', swap: 2 ** 26, overcommit: 0} as const;
const head = machineLine(settings);
const born = '  sh 10 [000] 1.000000: PERF_RECORD_COMM exec: sh:10/10';

test('what is written is read', () => {
	expect(readMachineLine(machineLine({...settings, faultAround: 65_536, memoryLimit: 2 ** 30}))).toEqual({
		...settings,
		faultAround: 65_536,
		memoryLimit: 2 ** 30,
	});
});

test.each(['# captured on: Sat', '# forkscope machine: {', '# forkscope machine: {"thp":"often"}', ''])(
	'%s says nothing',
	(text) => expect(readMachineLine(text)).toBeUndefined(),
);

test.each([
	['perf', perfFormat, [head, born]],
	['strace', straceFormat, [head, '10 execve("/bin/sh", ["sh"], 0x1 /* 1 var */) = 0']],
	['both', combinedFormat, ['{"forkscope-recording":1}', '--- strace', head, '--- perf', head, born]],
])('%s', (_name, format, lines) => {
	const reader = format.createReader('a.txt');
	for (const [i, line] of lines.entries()) {
		reader.line(line, i + 1);
	}

	const {program, problems} = reader.finish();
	expect(program.header).toMatchObject({hugePages: 'always', swapBytes: settings.swap});
	expect(program.header.limits?.map(({kind}) => kind) ?? []).not.toContain('inferred-huge-pages');
	expect(problems).toEqual([]);
});

test.each([
	['perf', perfFormat, [born]],
	['strace', straceFormat, ['10 execve("/bin/sh", ["sh"], 0x1 /* 1 var */) = 0']],
])('%s: a limit of the memory cgroup is told, as it is not kept', (_name, format, lines) => {
	const limited = machineLine({...settings, memoryLimit: 2 ** 30});
	const kindsOf = (first: string) => {
		const reader = format.createReader('a.txt');
		for (const [i, line] of [first, ...lines].entries()) {
			reader.line(line, i + 1);
		}

		return reader.finish().program.header.limits?.map(({kind}) => kind) ?? [];
	};

	expect(kindsOf(limited)).toContain('memory-limit');
	expect(kindsOf(head)).not.toContain('memory-limit');
});

test('a recording that is followed knows it from its first op on', () => {
	const follower = perfFormat.createFollower?.('a.txt');
	follower?.line(head, 1);
	expect(follower?.machine()).toEqual({hugePages: 'always', swapBytes: settings.swap});
});
