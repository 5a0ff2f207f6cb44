/** `schema`: JSON Schemas of what programs read and write: every answer with --json, and the lines of a workload file. */

import {didYouMean} from '../../analysis/words/suggest.ts';
import type {JsonSchema} from '../../machine/ops/field.ts';
import {UserError} from '../../machine/user-error.ts';
import {defineCommand} from '../command.ts';
import {refuseWords} from '../flags/parse-flags.ts';
import {print, printForm} from '../output/print.ts';

/** The schema of workload files, which is none of an answer. */
const workload = 'workload';

export const schema = defineCommand({
	name: 'schema',
	usage: ['schema [NAME]'],
	description:
		'Prints the JSON Schema (draft 2020-12) of what a command answers with --json, by the name that stands in its `schema` field behind "forkscope/": maps, run, list-kernels. `workload` is that of a line of a workload file, and `live` that of a line that live prints. Without a name the names are listed. A field may come to an answer without a new number behind the @; none goes, and none changes what it means.',
	flags: {},
	operands: schemaNames,
	examples: [
		['schema', 'The names'],
		['schema maps > maps.schema.json', 'What maps --json answers'],
		['schema workload', 'What a line of a workload file may be'],
	],
	async run({input: [name, ...rest], stdout}) {
		refuseWords('schema takes one name', rest);
		const {answers, types} = await madeOfTypes();
		const names = await schemaNames();
		if (name === undefined) {
			print(stdout, names.map((each) => `${each}\n`).join(''));
			return 0;
		}

		if (!names.includes(name)) {
			throw new UserError(
				`There is no schema "${name}".${didYouMean(name, names) || ` There are ${names.join(', ')}.`}`,
			);
		}

		const found = name === workload ? await workloadLine() : withTypes(answers[name], types);
		await printForm(stdout, [`${JSON.stringify(headed(name, found), undefined, 2)}\n`]);
		return 0;
	},
});

type Schemas = Readonly<Record<string, JsonSchema>>;

async function madeOfTypes(): Promise<{readonly answers: Schemas; readonly types: Schemas}> {
	return (await import('./answers.json', {with: {type: 'json'}})).default;
}

async function schemaNames(): Promise<readonly string[]> {
	return [...Object.keys((await madeOfTypes()).answers), workload].sort();
}

async function workloadLine(): Promise<JsonSchema> {
	const {workloadSchema} = await import('../../readers/forkscope/schema.ts');
	return workloadSchema();
}

function headed(name: string, found: JsonSchema): JsonSchema {
	return {
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		$id: `https://github.com/forkscope/forkscope/schemas/${name}@1`,
		title: name === workload ? 'a line of a forkscope workload file' : `forkscope/${name}@1`,
		...found,
	};
}

/** The schema with the types that it refers to, and those that they do. */
function withTypes(answer: JsonSchema, types: Schemas): JsonSchema {
	const named = new Set<string>();
	const pending = [...namesIn(answer)];
	for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
		if (!named.has(name)) {
			named.add(name);
			pending.push(...namesIn(types[name]));
		}
	}

	const used = Object.entries(types).filter(([name]) => named.has(name));
	return used.length === 0 ? answer : {...answer, $defs: Object.fromEntries(used)};
}

/** Types that a schema refers to. */
function namesIn(found: JsonSchema): readonly string[] {
	return [...JSON.stringify(found).matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name);
}
