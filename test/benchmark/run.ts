/**
 * `npm run bench [-- NAME…] [--json FILE]`: runs the benchmarks, or those named, and prints a table as they end; with
 * `--against REV` (scripts/bench-against.mjs) both for another revision and for this one, in turn.
 * The same figures are written as JSON: into FILE, or beside the program that was bundled for this.
 */
import {writeFileSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import type {Measurement} from './benchmark.ts';
import {benchmarks} from './index.ts';
import {readWords} from './words.ts';

const {names, json} = readWords(process.argv.slice(2));
const chosen = benchmarks.filter(({name}) => names.length === 0 || names.includes(name));
const results: (Measurement & {readonly benchmark: string})[] = [];

for (const {name, measure} of chosen) {
	console.log(name);
	for (const measurement of await measure()) {
		results.push({benchmark: name, ...measurement});
		console.log(row(measurement));
	}
}

const file = json ?? fileURLToPath(new URL('./results.json', import.meta.url));
const report = {schema: 'forkscope/bench@1', node: process.version, results};
writeFileSync(file, `${JSON.stringify(report, undefined, '\t')}\n`);
console.log(`\nThe same as JSON: ${file}`);

function row({name, value, unit, note = '', below, above}: Measurement): string {
	const digits = value < 100 ? 2 : 0;
	const figure = value.toLocaleString('en-US', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
	const isMet = value < (below ?? Number.POSITIVE_INFINITY) && value > (above ?? Number.NEGATIVE_INFINITY);
	const wanted = below === undefined ? above : below;
	const word = below === undefined ? 'above' : 'below';
	const target = wanted === undefined ? '' : `${word} ${wanted}: ${isMet ? 'met' : 'MISSED'}`;
	return `  ${name.padEnd(44)} ${figure.padStart(14)} ${unit.padEnd(8)} ${target.padEnd(24)} ${note}`.trimEnd();
}
