/** `why`: the history of a thing as text and as data. */
import {expect, test} from 'vitest';
import {runCommand, withoutPrices} from '../helpers/run-command.ts';

async function told(line: string): Promise<string> {
	const {code, stdout, stderr} = await runCommand(line);
	expect({code, stderr: withoutPrices(stderr)}).toEqual({code: 0, stderr: ''});
	expect(line.includes('--json') ? [] : stdout.split('\n').filter((each) => each.length > 80)).toEqual([]);
	return stdout;
}

test.each([
	['cow --pid 2 --at 8', /^Process 2$[\s\S]*born, child of 1/m],
	[
		'cow --pid 2 --address 0x7effffff8000 --at 12',
		/^Frame #\d+$[\s\S]*copied from #\d+ for a write to 7effffff8000/m,
	],
	['cow --pid 1 --address 0x7effffffb000 --at 4', /^Mapping at 7effffffb000 of 1$/m],
	['cow --table 1', /^Page table #1$[\s\S]*built/m],
	[
		'pressure --slot 1 --at 700',
		/^Swap slot 1$[\s\S]*went to swap slot 1, because memory was used up[\s\S]*^Now: private memory/m,
	],
	['pressure --slot 1 --at 20', /^Swap slot 1\n\nNothing has happened to it up to now\.$/m],
])('why %s', async (line, expected) => {
	expect(await told(`why ${line}`)).toMatch(expected);
});

test('a page in swap is the same by its address and by its slot', async () => {
	const {events, now, subject, schema} = JSON.parse(await told('why pressure --slot 1 --at 700 --json'));
	expect([schema, subject]).toEqual(['forkscope/why@1', 'swap slot 1']);
	const [, pid, address] = /1 process has it there: (\d+) at ([0-9a-f]+)\./.exec(now[0]) ?? [];
	const byAddress = JSON.parse(
		await told(`why pressure --pid ${pid} --address 0x${address} --at 700 --json`),
	);
	expect(byAddress.events).toEqual(events);
	expect(events.at(-1)).toMatchObject({asked: expect.stringMatching(/^read /), event: expect.any(Number)});
});

test.each([
	['cow', 'why needs to know what of'],
	['cow --slot 0', '--slot cannot be 0'],
	['cow --frame 1.5', '--frame cannot be 1.5'],
	['cow --frame 1 --slot 2', '--slot'],
])('why %s is a mistake', async (line, words) => {
	const {code, stdout, stderr} = await runCommand(`why ${line}`);
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toContain(words);
});
