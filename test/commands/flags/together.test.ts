/** Nothing of a command line is passed over: words and flags without effect are told, and so is a moment past the end. */
import {expect, test} from 'vitest';
import {commands} from '../../../source/commands/index.ts';
import {runCommand} from '../../helpers/run-command.ts';

test.each([
	['compare cow --at 5', '--at goes with --then.'],
	['compare cow --json --csv', '--csv and --json cannot be given together.'],
	['compare cow --csv --markdown', '--csv and --markdown cannot be given together.'],
	['sharing prefork --json --csv', '--csv and --json cannot be given together.'],
	['frames cow --json --limit 3', '--limit and --json cannot be given together.'],
	['tree cow --stats --json', '--stats and --json cannot be given together.'],
	['tree cow --stats -p', '--stats and --show-pids cannot be given together.'],
	['tree cow --json -H 1', '--json and --highlight-pid cannot be given together.'],
	['tree cow 1 --pid 1', 'tree begins at one place: 1 or --pid 1.'],
	['export cow --to chrome --at 3', '--at goes with --to csv, dot, mermaid, openmetrics'],
	['export cow --to chrome --what tables', '--what goes with --to csv, dot, mermaid, not with chrome.'],
	[
		'export cow --to openmetrics --pid 1',
		'--pid goes with --to csv, dot, mermaid, plot, chart, html, not with openmetrics.',
	],
	['export cow --to dot --pid 1', '--pid goes with --what tables, or with --to plot, chart, html.'],
	['races read-read --keys q', '--keys goes with --play.'],
	['record --print --freeze -- true', '--freeze goes with --pid.'],
	['completion bash x', 'completion takes one word: "x" is one too many.'],
	['help run x', 'help takes one command: "x" is one too many.'],
	['tour x', 'tour takes no words, only flags: "x" is one too many.'],
	['forktime x', 'forktime takes no words, only flags: "x" is one too many.'],
	['run cow --then', 'The flag --then needs a value'],
	['run cow --then --json', 'The flag --then needs a value'],
	['list kernels x', 'list takes one of'],
	['races read-read x', 'x'],
	['report cow x', '"x" is one word too many.'],
])('%s is told', async (line, sentence) => {
	const {code, stdout, stderr} = await runCommand(line);
	expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
	expect(stderr).toContain(sentence);
});

test('what there is nothing of is told', async () => {
	expect((await runCommand('run cow --differences')).stdout).toContain(
		'The workload has no recorded page faults that could differ.',
	);
	const plain = await runCommand('tree build --at 50%');
	expect(await runCommand('tree build --at 50% -H 9999')).toEqual({
		...plain,
		stderr: `${plain.stderr}There is no process 9999 to highlight at this moment.\n`,
	});
});

const loaded = await Promise.all(commands.map(({load}) => load()));

/** What a command does nothing without. */
const needed: Readonly<Record<string, readonly string[]>> = {
	export: ['--to', 'csv'],
	sweep: ['--memory', '1G..2G'],
};

test.each(loaded.filter(({flags}) => 'proc' in flags).map(({name}) => name))(
	'%s tells that a flag is for processes that run now',
	async (name) => {
		const more = needed[name] ?? [];
		for (const flag of [['--freeze'], ['--anonymous'], ['--proc', '/proc']]) {
			const {code, stderr} = await runCommand([name, 'cow', ...flag, ...more]);
			expect([code, stderr]).toEqual([
				2,
				`forkscope: ${flag[0]} is for processes that run now, pid:812, not for cow.\n`,
			]);
		}
	},
);

test('flags that others are named after are there', () => {
	for (const {name, flags} of loaded) {
		const named = Object.values(flags).flatMap(({goesWith = [], notWith = []}) => [...goesWith, ...notWith]);
		expect(
			named.filter((each) => !Object.hasOwn(flags, each)),
			name,
		).toEqual([]);
	}
});

const withMoments = loaded.filter(({flags}) => 'at' in flags && !('then' in flags && 'kernels' in flags));

test.each(withMoments.filter(({name}) => name !== 'view').map(({name}) => name))(
	'%s says where the workload ends',
	async (name) => {
		const more = {export: ['--to', 'csv'], why: ['--pid', '1']}[name] ?? [];
		const {code, stderr} = await runCommand([name, 'cow', '--at', '1000s', ...more]);
		expect(code).toBe(0);
		expect(stderr).toMatch(/^The workload ends before that, after 22 events and \d+ µs\.\n/);
	},
);

test('the screen says it too, and that there is nothing before the start', async () => {
	const screen = (at: string) => runCommand(['view', 'cow', '--at', at, '--screen', '100x20']);
	expect((await screen('1000s')).stdout).toContain('The workload ends before that, after 22 events');
	expect((await screen('-1')).stdout).toContain('There is nothing before the start.');
	expect((await screen('200%')).stderr).toBe('forkscope: There is no 200%: the workload ends at 100%.\n');
});
