/** `export`: every form is what its format says, whatever names a workload has, and tells what the run did. */
import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import {run, workload} from '../../../index.ts';
import {runCommand, withoutPrices} from '../../helpers/run-command.ts';

const addr = '0x100000000000';
/** Names with all that formats quote, and what terminals obey. */
const strange = 'a"b\\c|d]<e>&`f\u001b[31m\n{g}#h;';
const lines = [
	...workload('strange "names"')
		.start(1, strange)
		.mmap(1, {addr, len: '64K', prot: 'rw-', name: strange})
		.write(1, addr, '64K')
		.fork(1, 2)
		.write(2, addr, '8K')
		.exit(2)
		.wait(1, 2)
		.lines(),
].join('\n');

async function exported(line: string, stdin?: string): Promise<string> {
	const {code, stdout, stderr} = await runCommand(`export ${line}`, {stdin});
	expect(withoutPrices(stderr)).toBe('');
	expect(code).toBe(0);
	return stdout;
}

const strangely = (line: string) => exported(`- --at 5 ${line}`, lines);
/** For forms of the whole run. */
const strangelyWhole = (line: string) => exported(`- ${line}`, lines);

describe('chrome', () => {
	type Event = {
		ph: string;
		name: string;
		pid: number;
		tid: number;
		ts?: number;
		dur?: number;
		args: Record<string, unknown>;
	};
	const eventsOf = (text: string): Event[] => JSON.parse(text).traceEvents;

	test('every process has a name, and slices lie in the run', async () => {
		const events = eventsOf(await exported('build --to chrome'));
		const named = new Set(events.filter(({ph}) => ph === 'M').map(({pid}) => pid));
		const slices = events.filter(({ph}) => ph === 'X');
		const {timeUs} = await run('build');
		expect(slices.filter(({pid}) => !named.has(pid))).toEqual([]);
		expect(
			slices.filter(({ts = -1, dur = -1}) => ts < -0.001 || dur < 0 || ts + dur > timeUs + 0.01),
		).toEqual([]);
		expect([...new Set(slices.map(({name}) => name))].sort()).toEqual(
			expect.arrayContaining(['exec', 'exit', 'faults', 'fork', 'wait']),
		);
	});

	test('has a slice for each fork, and counts memory as the run does at its end', async () => {
		const events = eventsOf(await exported('prefork --to chrome'));
		const end = await run('prefork');
		const {forks} = end.summary();
		expect(events.filter(({name}) => name === 'fork').length).toBe(forks);
		const last = events.findLast(({ph, pid}) => ph === 'C' && pid === 1);
		const memory = end.processes().find(({pid}) => pid === 1)?.memory;
		expect(last?.args).toEqual({
			own: memory?.ussBytes,
			shared: (memory?.rssBytes ?? 0) - (memory?.ussBytes ?? 0),
			tables: (memory?.tablePages ?? 0) * 4096,
		});
	});

	test('keeps strange names as JSON', async () => {
		expect(eventsOf(await strangelyWhole('--to chrome')).length).toBeGreaterThan(3);
	});
});

/** A statement of DOT, as far as the program writes it: a word in quotes, perhaps an arrow to another, perhaps attributes. */
const word = String.raw`"(?:[^"\\\n]|\\["\\n])*"`;
const attributes = String.raw`(?: \[\w+=(?:${word}|\w+)(?:, \w+=(?:${word}|\w+))*\])?`;
const statement = new RegExp(String.raw`^\t(?:node ?\[.*\]|${word}(?: -> ${word})?${attributes});$`);

describe('dot and mermaid', () => {
	test.each(['tree', 'sharing', 'tables --pid 1'])('--what %s is of the grammar', async (what) => {
		for (const made of [
			await exported(`prefork --to dot --at 50% --what ${what}`),
			await strangely(`--to dot --what ${what}`),
		]) {
			const [first, ...rest] = made.trimEnd().split('\n');
			expect(first).toMatch(new RegExp(`^digraph ${word} \\{$`));
			expect(rest.at(-1)).toBe('}');
			expect(rest.slice(0, -1).filter((line) => !statement.test(line))).toEqual([]);
		}

		const [, , , ...chart] = (await strangely(`--to mermaid --what ${what}`)).trimEnd().split('\n');
		expect(chart[0]).toBe('flowchart TD');
		const box = /^\tn\d+\[[[(]?"[^"<>&`|\\]*(?:<br\/>[^"<>&`|\\]*)*"[)\]]?\]$/;
		const arrow = /^\tn\d+ -->(?:\|"[^"]*"\|)? n\d+$/;
		expect(chart.slice(1).filter((line) => !box.test(line) && !arrow.test(line))).toEqual([]);
	});

	test('the tree has an arrow for each child, and groups of sharers are what they share', async () => {
		const made = await exported('prefork --to dot --at 50%');
		const [root] = (await run('prefork', {at: '50%'})).tree();
		for (const {pid} of root.children) {
			expect(made).toContain(`"${root.pid}" -> "${pid}"`);
		}

		const shared = await strangely('--to dot --what sharing');
		expect(shared).toContain('56K');
		expect(shared).toContain('"1" -> "memory 1"');
		expect(shared).toContain('"2" -> "memory 1"');
	});

	test('every table but the top one hangs below another', async () => {
		const tables = (await run('cow')).tables(1);
		const made = await exported('cow --to dot --what tables --pid 1');
		expect(made.match(/ -> /g)?.length).toBe(tables.length - 1);
	});
});

test('openmetrics is of its grammar, and says what processes hold', async () => {
	const sample = /^[a-z_]+\{\w+="(?:[^"\\\n]|\\["\\n])*"(?:,\w+="(?:[^"\\\n]|\\["\\n])*")*\} \d+$/;
	for (const made of [await exported('prefork --to openmetrics'), await strangely('--to openmetrics')]) {
		const rows = made.trimEnd().split('\n');
		expect(rows.at(-1)).toBe('# EOF');
		const families = rows.filter((row) => row.startsWith('# TYPE')).map((row) => row.split(' ')[2]);
		expect(new Set(families).size).toBe(families.length);
		expect(
			rows
				.slice(0, -1)
				.filter((row) => !sample.test(row) && !/^# (?:TYPE|UNIT|HELP) [a-z_]+_bytes /.test(row)),
		).toEqual([]);
	}

	const [first] = (await run('prefork')).processes();
	const made = await exported('prefork --to openmetrics');
	expect(made).toContain(
		`forkscope_process_pss_bytes{workload="prefork",kernel="linux-6",pid="1",name="${first.name}"} ${first.memory?.pssBytes}\n`,
	);
});

test('csv has a row for each process', async () => {
	const [heads, ...rows] = (await exported('prefork --to csv')).trimEnd().split('\n');
	expect(heads.startsWith('pid,ppid,name,state,rss_bytes')).toBe(true);
	expect(rows.length).toBe((await run('prefork')).processes().length);
});

describe('csv of', () => {
	const rowsOf = async (line: string, stdin?: string) => {
		const made = await exported(line, stdin);
		const [heads, ...rows] = made.trimEnd().split('\n').map(cellsOf);
		expect(rows.filter((row) => row.length !== heads.length)).toEqual([]);
		return rows.map((row) => Object.fromEntries(heads.map((head, i) => [head, row[i]])));
	};

	test('maps has what maps --json has, of all processes or of one', async () => {
		const rows = await rowsOf('prefork --at 50% --to csv --what maps');
		const {processes} = JSON.parse((await runCommand('maps prefork --at 50% --json')).stdout);
		expect(rows.length).toBe(
			Object.values<{vmas: unknown[]}>(processes).reduce((sum, {vmas}) => sum + vmas.length, 0),
		);
		const own = await rowsOf('prefork --at 50% --to csv --what maps --pid 5');
		expect(own.map(({smaps_rss_kb}) => Number(smaps_rss_kb))).toEqual(
			processes[5].vmas.map(({Rss}: {Rss: number}) => Rss),
		);
	});

	test('tables and frames have a row a table and a frame', async () => {
		const tables = await rowsOf('cow --to csv --what tables --at 10');
		const end = await run('cow', {at: '10'});
		const pids = end.processes().map(({pid}) => pid);
		expect(tables.length).toBe(pids.reduce((sum, pid) => sum + end.tables(pid).length, 0));
		const frames = await rowsOf('cow --to csv --what frames --at 10');
		expect(frames.length).toBe(
			JSON.parse((await runCommand('frames cow --at 10 --json')).stdout).frames.length,
		);
		expect(frames.find(({owners}) => owners.includes(' '))?.owners).toMatch(/^\d+:0x[0-9a-f]+ \d+:0x/);
	});

	test('events has those up to the moment', async () => {
		const rows = await rowsOf('cow --to csv --what events --at 12');
		expect(rows.map(({event}) => Number(event))).toEqual(Array.from({length: 12}, (_, i) => i + 1));
		expect(rows.find(({op}) => op === 'fork')?.asked).toMatch(/^fork 1 → 2$/);
	});

	test('sharing has the points of the curves, whose parts add up', async () => {
		const rows = await rowsOf('prefork --workers 2 --gc --to csv --what sharing');
		expect(new Set(rows.map(({pid}) => pid)).size).toBe(2);
		for (const row of rows) {
			const parts = [
				row.shared_pages,
				row.copied_by_child_pages,
				row.copied_by_parent_pages,
				row.let_go_pages,
			];
			expect(parts.reduce((sum, part) => sum + Number(part), 0)).toBe(Number(row.inherited_pages));
		}
	});

	test.each(['tree', 'maps', 'tables', 'frames', 'events', 'sharing'])(
		'%s with strange names',
		async (what) => {
			const line = what === 'sharing' ? '- --to csv' : '- --at 5 --to csv';
			expect((await rowsOf(`${line} --what ${what}`, lines)).length).toBeGreaterThan(0);
		},
	);
});

/** Cells of a line of RFC 4180. */
function cellsOf(line: string): string[] {
	return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
		([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
	);
}

/** Whether tags close in the order in which they were opened, and text holds nothing that would begin another. */
function isWellFormed(xml: string): boolean {
	const open: string[] = [];
	const rest = xml.replaceAll(
		/<(\/?)(\w+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g,
		(_, closing, name, _attributes, empty) => {
			if (closing === '/') {
				return open.pop() === name ? '' : '<';
			}

			if (empty === '') {
				open.push(name);
			}

			return '';
		},
	);
	return open.length === 0 && !/[<>]|&(?!(?:amp|lt|gt);)/.test(rest);
}

test('plot draws a curve for each child, between axes with round numbers', async () => {
	const made = await exported('prefork --to plot');
	const sharing = JSON.parse((await runCommand('sharing prefork --json')).stdout);
	expect(isWellFormed(made)).toBe(true);
	expect(isWellFormed('<a><b></a></b>')).toBe(false);
	expect(made.match(/<polyline/g)?.length).toBe(sharing.children.length);
	const points = [...made.matchAll(/points="([^"]*)"/g)].flatMap(([, list]) => list.split(' '));
	const values = points.flatMap((point) => point.split(',').map(Number));
	expect(values.every((value) => value >= 0 && value <= 760)).toBe(true);
	expect(made).toContain('>100</text>');
	expect(isWellFormed(await strangelyWhole('--to plot'))).toBe(true);
});

test('cast is a film of the screen from the first to the last event', async () => {
	const [head, ...frames] = (await exported('cow --to cast')).trimEnd().split('\n');
	expect(JSON.parse(head)).toMatchObject({version: 2, width: 120, height: 40});
	const read = frames.map((line) => JSON.parse(line) as [number, string, string]);
	expect(read.map(([seconds]) => seconds)).toEqual(read.map((_, i) => i * 0.25));
	expect(read.every(([, kind, text]) => kind === 'o' && text.split('\r\n').length === 40)).toBe(true);
	expect(read[0][2]).toContain('0/22');
	expect(read.at(-1)?.[2]).toContain('22/22');
});

test('a film shows the screen while keys are pressed, a picture after each', async () => {
	const line = ['export', 'cow', '--to', 'cast', '--at', '5', '--screen', '80x24', '--keys', '. .'];
	const [head, ...frames] = (await runCommand(line)).stdout.trimEnd().split('\n');
	expect(JSON.parse(head)).toMatchObject({width: 80, height: 24});
	const read = frames.map((line) => JSON.parse(line) as [number, string, string]);
	expect(read.map(([, , text]) => /at (\d+)\/22/.exec(stripVTControlCharacters(text))?.[1])).toEqual([
		...'567',
	]);
});

test('film is one picture that moves: its frames side by side, and each line drawn once', async () => {
	const drawn = await exported('cow --to film --steps 4 --screen 80x24');
	expect(isWellFormed(drawn)).toBe(true);
	expect(drawn).toContain('.film{animation:film 5s steps(5) infinite}');
	const ids = [...drawn.matchAll(/<g id="(\w+)">/g)].map(([, id]) => id);
	const uses = [...drawn.matchAll(/<use href="#(\w+)" x="(\d+)"/g)].map(
		([, id, x]) => [id, Number(x)] as const,
	);
	expect(new Set(uses.map(([id]) => id))).toEqual(new Set(ids));
	expect(uses.length).toBeGreaterThan(ids.length);
	const width = Number(/ width="(\d+)"/.exec(drawn)?.[1]);
	expect(new Set(uses.map(([, x]) => Math.floor(x / width)))).toEqual(new Set([0, 1, 2, 3, 4]));
	expect(isWellFormed(await strangelyWhole('--to film --steps 2'))).toBe(true);
});

test.each([
	['cow --to film --steps 0', '--steps cannot be 0; expected a whole number from 1'],
	['cow --to csv --screen 80x24', '--screen goes with --to cast, film, not with csv.'],
	['cow --to film --at 5', 'A film at one moment needs --keys'],
	['cow', 'Which form?; expected --to with one of'],
	['cow --to gif', 'The flag --to cannot be "gif"'],
	['cow --to dot --what tables', 'Page tables of which process?; expected --pid'],
	['cow --to dot --what tables --pid 9', 'There is no process 9'],
	['cow --to csv --what frames --pid 9', 'There is no process 9'],
	['cow --to dot --what maps', '--what maps goes with --to csv, not with dot.'],
	['cow --to csv --what events --pid 1', '--pid goes with --what sharing, tables, maps, frames.'],
	['cow --to chrome --what maps', '--what goes with --to'],
])('export %s is a mistake', async (line, sentence) => {
	const {code, stderr} = await runCommand(`export ${line}`);
	expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});
