/** docs/workloads.md says of every workload what its record says; the test's failure shows the lines to paste. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {workloads} from '../../source/workloads/index.ts';
import type {Parameter, Workload} from '../../source/workloads/workload.ts';

const text = readFileSync(new URL('../../docs/workloads.md', import.meta.url), 'utf8');

function parameterLine([name, parameter]: readonly [string, Parameter]): string {
	const short = parameter.shortFlag === undefined ? '' : `, \`-${parameter.shortFlag}\``;
	const flag = `\`--${name}\`${short}`;
	if (parameter.type === 'boolean') {
		return `| ${flag} | off | | ${parameter.summary} |`;
	}

	const number = (value: number) => value.toLocaleString('en-US');
	const bounds = `${number(parameter.least)} to ${number(parameter.most)}`;
	return `| ${flag} | ${number(parameter.default)} | ${bounds} | ${parameter.summary} |`;
}

function section({id, title, teaches, parameters}: Workload): readonly string[] {
	return [`## ${id}`, `*${title}.* ${teaches}`, ...Object.entries(parameters).map(parameterLine)];
}

test.each(workloads.map((workload) => [workload.id, workload] as const))(
	'%s is documented',
	(_, workload) => {
		const lines = text.split('\n');
		expect(section(workload).filter((line) => !lines.includes(line))).toEqual([]);
	},
);

test('nothing is documented that is not there', () => {
	const documented = [...text.matchAll(/^## (.+)$/gm)].map(([, id]) => id);
	expect(documented).toEqual(workloads.map(({id}) => id));
});
