/** How mistakes are worded. */
import {expect, test} from 'vitest';
import {UserError} from '../../source/machine/user-error.ts';

test.each([
	[new UserError('No such workload.'), 'No such workload.'],
	[new UserError('No such file.', {file: 'a.ndjson'}), 'a.ndjson: No such file.'],
	[
		new UserError('The size is "12Q".', {file: 'a.ndjson', line: 3, expected: 'a size such as 64K'}),
		'a.ndjson:3: The size is "12Q"; expected a size such as 64K',
	],
	[
		new UserError('This is no JSON.', {file: 'a', line: 1, source: '\t{"op": \tfork'}),
		'a:1: This is no JSON.\n    {"op":  fork',
	],
	[new UserError('Too long.', {source: 'x'.repeat(300)}), `Too long.\n    ${'x'.repeat(200)}…`],
])('%#', (error, message) => {
	expect(error.message).toBe(message);
});
