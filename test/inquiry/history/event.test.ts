/** Events in words: what was asked and what came of it, apart, whatever stands in the names that are in them. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {
	actedText,
	briefEvent,
	briefText,
	consequenceText,
	type Event,
	eventAt,
	eventText,
} from '../../../source/inquiry/history/event.ts';
import {toneOf} from '../../../source/inquiry/history/events.ts';
import {openRun, type Run} from '../../../source/inquiry/run.ts';
import {opFlags} from '../../../source/machine/op.ts';
import {createProgramBuilder} from '../../../source/machine/program-builder.ts';
import {lengthOf} from '../../../source/timeline/explore.ts';
import {readText} from '../../helpers/read-text.ts';
import {runCommand} from '../../helpers/run-command.ts';
import {checkStory} from '../../helpers/story.ts';

/** All events of a run, in order. */
function eventsOf({timeline}: Run): Event[] {
	return Array.from({length: lengthOf(timeline)}, (_, i) => eventAt(timeline, i + 1)).filter(
		(event) => event !== undefined,
	);
}

const longest = '2 faults of the largest kind that there has been';

test.each([
	[90, 'write 2 4K: 0.82 µs, 2 faults, 1 page copied on write, in [heap] at 7effffff8000'],
	[75, 'write 2 4K: 1 page copied on write, 0.82 µs…, in [heap] at 7effffff8000', longest],
	[70, 'write 2 4K: 1 page copied on write, 0.82 µs…, in [heap]', longest],
	[60, 'write 2 4K: 1 page copied on write, 0.82 µs…, in [heap]'],
	[54, 'write 2 4K: 1 page copied on write, 0.82 µs, 2 faults'],
	[50, 'write 2 4K: 1 page copied on write, 0.82 µs…'],
	[4, 'write 2 4K: 1 page copied on write…'],
])(
	'in %i cells what stands out is told first, then the price, then where',
	(cells, expected, text = '2 faults') => {
		const consequences = [
			{text, tone: 'plain'},
			{text: '1 page copied on write', tone: 'copied'},
		] as const;
		const place = {mapping: '[heap]', address: '7effffff8000'};
		const asked = 'write 2 4K at 7effffff8000';
		const told = briefText(
			briefEvent({asked, brief: 'write 2 4K', place, sysUs: 0.82, consequences}, cells, '…'),
		);
		expect(told).toBe(expected);
		expect(told.length <= cells || cells < 40).toBe(true);
	},
);

test('where nothing is told of it the place stands behind what was asked', () => {
	const event = {asked: 'read 2 4K at 1000', brief: 'read 2 4K', sysUs: 0, consequences: []};
	expect(briefText(briefEvent({...event, place: {mapping: '', address: '1000'}}, 80, '…'))).toBe(
		'read 2 4K at 1000',
	);
	expect(briefText(briefEvent({...event, place: {mapping: 'libc.so.6', address: '1000'}}, 80, '…'))).toBe(
		'read 2 4K in libc.so.6 at 1000',
	);
});

test.each([
	['a file', {file: '/usr/lib/libc.so.6'}, 'in libc.so.6 at 10000000'],
	['shared memory', {flags: opFlags.read | opFlags.write | opFlags.shared}, 'in shared memory at 10000000'],
	['anonymous memory', {}, 'in anonymous memory at 10000000'],
])('a write says that it was in %s, at that time and not later', (_what, mapped, expected) => {
	const range = {pid: 1, address: 0x1000_0000, length: 4096};
	const rights = opFlags.read | opFlags.write;
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'one'});
	builder.add({op: 'mmap', ...range, flags: rights, ...mapped});
	builder.add({op: 'write', ...range});
	builder.add({op: 'munmap', ...range});
	builder.add({op: 'mmap', ...range, flags: rights, file: '/other'});
	builder.add({op: 'write', ...range});
	const run = openRun(builder.finish({name: 'where', cpus: 1, swapBytes: 0, geometry: 'x86-64'}));
	const told = eventsOf(run).map((event) => briefText(briefEvent(event, 200, '…')));
	expect(told[2]).toContain(`, ${expected}`);
	expect(told[3]).toMatch(/, at 10000000$/);
	expect(told[5]).toContain(', in other at 10000000');
});

describe('events in words', () => {
	/** The sentence of every op of a story but the first, which starts process 1. */
	function sentences(story: string, kernel = 'linux-6'): string[] {
		const {program, design} = checkStory(story, {design: findDesign(kernel)});
		return eventsOf(openRun(program, {design})).map(eventText).slice(1);
	}

	test.each([
		['1 map 0 4 rw', 'mmap 1 16K at 100000000000 rw-p'],
		['1 write 0 3', 'write 1 12K at 100000000000: 3 faults, 3 pages filled with zeros, 3 page tables built'],
		['1 fork 2', 'fork 1 → 2: 4 page tables built, 3 entries copied, 3 write-protected'],
		['2 write 0 1', 'write 2 4K at 100000000000: 1 fault, 1 page copied on write'],
		['2 write 8 1', 'write 2 4K at 100000008000: refused, EFAULT, killed by SIGSEGV'],
		['1 wait 2', 'wait 1 for 2'],
		['1 munmap 4 2', 'munmap 1 8K at 100000004000'],
		['7 exit', 'exit 7: refused, ESRCH'],
	])('%s', (line, expected) => {
		const story = [
			'1 map 0 4 rw',
			'1 write 0 3',
			'1 fork 2',
			'2 write 0 1',
			'2 write 8 1',
			'1 wait 2',
			'1 munmap 4 2',
			'7 exit',
		];
		const told = sentences(story.join('\n'))[story.indexOf(line)];
		expect(told).toBe(expected);
	});

	test('who is killed for its memory, whether it asked or not, and for which limit', () => {
		const told = sentences(
			'1 fork 2\n2 cgroup web 9 0\n2 map 0 30 rw\n2 fork 3\n3 map 0 8 rw\n3 write 0 2\n2 write 0 1\n2 write 1 8',
		);
		const limit = '9 pages were all that its memory cgroup may have, and none could leave';
		const kill = (pages: number) =>
			`1 process killed for its memory, ${pages} pages in memory, swap and page tables were the most of all that could be killed`;
		expect(told[1]).toBe('cgroup 2 in web: memory 36K, swap 0');
		expect(told[6]).toContain(`${limit}, ${kill(6)}`);
		expect(told[7]).toBe(
			`write 2 32K at 100000001000: refused, ENOMEM, ${limit}, ${kill(10)}, killed by SIGKILL`,
		);
	});

	test.each([
		['shared-pt-dir', '1 directory entry write-protected'],
		['shared-pt-absent', '1 directory entry made absent'],
		['odf', '1 directory entry write-protected'],
		['segment-cow', '1 segment write-protected'],
	])('fork on %s: %s', (kernel, expected) => {
		const told = sentences('1 map 0 512 rw\n1 write 0 100\n1 fork 2', kernel);
		expect(told[2]).toContain(expected);
	});

	test('the sleep of a parent in vfork and its end are told', () => {
		const told = sentences('1 vfork 2\n2 exec sh\n1 vfork 3\n3 exit');
		expect(told[0]).toContain('1 process put to sleep');
		expect(told[1]).toContain('1 process woken');
		expect(told[3]).toContain('1 process woken');
	});

	test('shared tables', () => {
		const told = sentences('1 map 0 512 rw\n1 write 0 100\n1 fork 2\n2 write 0 1', 'shared-pt');
		expect(told[2]).toContain('1 page table shared');
		expect(told[3]).toContain('1 page table split');
	});
});

const postgres = [
	'{"forkscope":1,"name":"postgres: killed, copied on write"}',
	'{"op":"start","pid":1,"comm":"postgres"}',
	'{"pid":1,"op":"mmap","addr":"0x100000","len":"8K","prot":"rw-","share":"private"}',
	'{"pid":1,"op":"write","addr":"0x100000","len":"8K"}',
	'{"pid":1,"op":"fork","child":2}',
	'{"pid":2,"op":"comm","comm":"postgres: writer, refused"}',
	'{"pid":2,"op":"write","addr":"0x100000","len":"4K"}',
	'{"op":"mark","label":"split: killed by fork"}',
].join('\n');

test('a name with a colon is no consequence, and words in a name give no colour', async () => {
	const {program} = await readText(postgres);
	const told = eventsOf(openRun(program)).map((event) => [
		event.actor,
		event.asked,
		consequenceText(event),
		toneOf(event.consequences),
	]);
	expect(told.slice(-3)).toEqual([
		['postgres', 'comm 2 postgres: writer, refused', '', 'plain'],
		['postgres: writer, refused', 'write 2 4K at 100000', '1 fault, 1 page copied on write', 'copied'],
		['', 'mark split: killed by fork', '', 'plain'],
	]);
});

test.each(['linux-6', 'linux-2.4', '4.4bsd', 'uvm', 'svr4', 'shared-pt'])(
	'reading shared memory is no file, on %s',
	(kernel) => {
		const story = '1 map 0 1 rws\n1 map 8 1 r lib\n1 read 0 1\n1 read 8 1';
		const {program, design} = checkStory(story, {design: findDesign(kernel)});
		const [ofShared, ofFile] = eventsOf(openRun(program, {design})).map(eventText).slice(-2);
		expect(ofShared).toContain('1 page of shared memory mapped');
		expect(ofShared).not.toContain('file');
		expect(ofFile).toContain('1 file page mapped');
	},
);

test('the log of the screen has them apart as well', async () => {
	const {stdout, stderr} = await runCommand('view - --at end --print --pane log --format json', {
		stdin: postgres,
	});
	expect(stderr).toBe('');
	const {rows} = JSON.parse(stdout);
	expect(rows[4]).toMatchObject({
		actor: 'postgres',
		what: 'comm 2 postgres: writer, refused',
		consequence: '',
	});
	expect(rows[5]).toMatchObject({actor: 'postgres: writer, refused', what: 'write 2 4K at 100000'});
});

test('who acted stands in front of what was asked', async () => {
	const {program} = await readText(postgres);
	const [, , write] = eventsOf(openRun(program));
	expect(actedText(write)).toBe(
		'postgres write 1 8K at 100000: 2 faults, 2 pages filled with zeros, 3 page tables built',
	);
});
