/** `--at`: every command takes every moment that the line behind `:` takes, and comes to the same position. */
import {expect, test} from 'vitest';
import {sessionOf} from '../frames/screens.ts';
import {runCommand, withoutPrices} from '../helpers/run-command.ts';

/** One of each form; docs/moments.md has them all. */
const moments = [
	'start',
	'end',
	'1234',
	'#1234',
	'+10',
	'50%',
	'1.5',
	'0.5s',
	'300ms',
	'mark:all jobs busy',
	'exec:cc1',
	'exec:cc1#2',
	'pid 31',
	'next fork',
	'next exit',
	'next of 31',
	'frame 455',
	'next frame 455',
	'until processes > 10',
];

/** As the line behind : has it: asked again as long as it looks. */
function positionOnScreen(workload: string, target: string): number {
	const session = sessionOf(workload);
	while (session.run({type: 'goto', target})[0]?.type === 'looking') {
		// A slice of work each.
	}

	return session.position;
}

const lineOf = (text: string) => /after (?:all )?(\d+)/.exec(text)?.[1];

test.each(moments)('report build --at "%s" is where : leads', async (at) => {
	const {code, stdout, stderr} = await runCommand(['report', 'build', '--at', at]);
	expect([code, withoutPrices(stderr)]).toEqual([0, '']);
	const position = stdout.startsWith('build on linux-6, after') ? Number(lineOf(stdout)) : Number.NaN;
	expect(position).toBe(positionOnScreen('build', at));
});

const commands = ['report', 'report --json', 'tree', 'maps', 'tables', 'frames', 'map', 'run', 'sharing'];

test.each(commands)('%s takes moments that must be looked for', async (command) => {
	const [name, ...flags] = command.split(' ');
	for (const at of ['pid 6', 'next copy', 'frame 1']) {
		const {code, stderr} = await runCommand([name, 'prefork', ...flags, '--at', at]);
		// What --at leads to may be before there is anything to share.
		const isTooEarly = name === 'sharing' && /^forkscope.*No process that forks is there/.test(stderr);
		expect(isTooEarly ? 0 : code, `${command} --at ${at}: ${stderr}`).toBe(0);
	}
});

test.each(['nonsense', 'mark:nowhere', '999999', 'until rss >', 'next war', 'previous fork'])(
	'%s is refused alike by every command and by :',
	async (at) => {
		const answers = await Promise.all(
			commands.map((command) => {
				const [name, ...flags] = command.split(' ');
				return runCommand([name, 'build', ...flags, '--at', at]);
			}),
		);
		const [first] = answers;
		expect(first.code).toBe(2);
		expect(answers.map(({stderr}) => stderr)).toEqual(answers.map(() => first.stderr));
		const session = sessionOf('build');
		const [answer] = session.run({type: 'goto', target: at});
		expect(answer.type === 'notice' && first.stderr.includes(answer.text)).toBe(true);
	},
);
