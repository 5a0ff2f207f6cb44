/**
 * `npm run bench [-- NAME…] [-- --json FILE]`: runs the benchmarks, or those named, prints a table as they end,
 * and the same figures as JSON at the end or into a file.
 */
import {writeFileSync} from 'node:fs';
import process from 'node:process';
import {parseArgs} from 'node:util';
import type {Measurement} from './benchmark.ts';
import {benchmarks} from './index.ts';

const {values, positionals} = parseArgs({options: {json: {type: 'string'}}, allowPositionals: true});
const chosen = benchmarks.filter(({name}) => positionals.length === 0 || positionals.includes(name));
const results: (Measurement & {readonly benchmark: string})[] = [];

for (const {name, measure} of chosen) {
	console.log(name);
	for (const measurement of await measure()) {
		results.push({benchmark: name, ...measurement});
		console.log(row(measurement));
	}
}

const json = JSON.stringify({schema: 'forkscope/bench@1', node: process.version, results}, undefined, '\t');
if (values.json === undefined) {
	console.log(json);
} else {
	writeFileSync(values.json, `${json}\n`);
}

function row({name, value, unit, note}: Measurement): string {
	const digits = value < 100 ? 2 : 0;
	const figure = value.toLocaleString('en-US', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
	return `  ${name.padEnd(44)} ${figure.padStart(14)} ${unit.padEnd(8)} ${note ?? ''}`.trimEnd();
}
