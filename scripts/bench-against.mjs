// Benchmarks of two revisions, each run by its own program, in turn: what the machine does meanwhile meets both.
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {root} from './bundle.mjs';

const rounds = 3;
/** Those of this revision measure both where they can, so that every row has its fellow. */
const benchmarks = path.join('test', 'benchmark');

/** Runs the benchmarks of those names, or all, for `revision` and for the program in `directory`, and prints a table of both. */
export async function against(revision, {directory, names, json}) {
	const before = {directory: await bundleRevision(revision), cwd: treeOf(hashOf(revision))};
	const now = {directory, cwd: root};
	const found = new Map();
	for (let round = 0; round < rounds; round += 1) {
		for (const [side, program] of Object.entries({before, now})) {
			for (const result of run(program, names)) {
				const key = `${result.benchmark}\n${result.name}`;
				const row = found.get(key) ?? {before: [], now: []};
				row[side].push(result.value);
				found.set(key, {...row, ...(side === 'now' ? {result} : {})});
			}
		}

		process.stderr.write(`round ${round + 1} of ${rounds}\n`);
	}

	const rows = [...found.values()].filter(({result}) => result !== undefined).map(toRow);
	print(rows, revision);
	if (json !== undefined) {
		writeFileSync(
			json,
			`${JSON.stringify({schema: 'forkscope/bench-against@1', revision, rows}, undefined, '\t')}\n`,
		);
	}
}

function hashOf(revision) {
	return execFileSync('git', ['rev-parse', '--verify', `${revision}^{commit}`], {
		cwd: root,
		encoding: 'utf8',
	}).trim();
}

function treeOf(hash) {
	return path.join(root, 'node_modules', '.cache', 'forkscope-bench-against', hash);
}

/**
 * Bundles a revision in a tree of its own, with the benchmarks of this one, or with its own where its sources have not
 * what these import.
 */
async function bundleRevision(revision) {
	const tree = treeOf(hashOf(revision));
	const output = path.join(tree, 'dist');
	rmSync(tree, {recursive: true, force: true});
	mkdirSync(tree, {recursive: true});
	extract(revision, tree, '.');
	cpSync(path.join(root, benchmarks), path.join(tree, benchmarks), {recursive: true});
	symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
	const {bundle} = await import(path.join(tree, 'scripts', 'bundle.mjs'));
	const program = [{in: 'test/benchmark/run.ts', out: 'bench'}];
	try {
		await bundle(output, program);
	} catch {
		console.error(
			`${revision} lacks what the benchmarks of now import: there its own are run, and rows that it lacks have no figure.`,
		);
		rmSync(path.join(tree, benchmarks), {recursive: true});
		extract(revision, tree, benchmarks);
		await bundle(output, program);
	}

	return output;
}

function extract(revision, tree, folder) {
	const archive = execFileSync('git', ['archive', revision, folder], {cwd: root, maxBuffer: 2 ** 30});
	execFileSync('tar', ['-x', '-C', tree], {input: archive});
}

/** What the benchmarks measured. */
function run({directory, cwd}, names) {
	const file = path.join(directory, 'round.json');
	const words = ['--expose-gc', path.join(directory, 'bench.js'), ...names, '--json', file];
	const {status, stderr} = spawnSync(process.execPath, words, {cwd, encoding: 'utf8'});
	if (status !== 0) {
		throw new Error(`The benchmarks in ${directory} have failed: ${stderr}`);
	}

	return JSON.parse(readFileSync(file, 'utf8')).results;
}

function toRow({before, now, result}) {
	const {benchmark, name, unit, below, above} = result;
	const sign = below === undefined ? '≥' : '≤';
	const target = below ?? above;
	return {
		benchmark,
		name,
		unit,
		...(before.length === 0 ? {} : {before: middle(before)}),
		...(target === undefined ? {} : {toBe: `${sign} ${figure(target)}`}),
		now: middle(now),
	};
}

function middle(values) {
	return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

function figure(value) {
	return value.toLocaleString('en-US', {maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0});
}

function print(rows, revision) {
	const columns = ['before', 'to be', 'now'];
	console.log(
		`${'what'.padEnd(56)} ${'unit'.padEnd(8)} ${columns.map((word) => word.padStart(12)).join('')}`,
	);
	for (const {benchmark, name, unit, before, toBe = '', now} of rows) {
		const cells = [before === undefined ? '–' : figure(before), toBe, figure(now)];
		const what = `${benchmark}: ${name}`.padEnd(56);
		console.log(`${what} ${unit.padEnd(8)} ${cells.map((cell) => cell.padStart(12)).join('')}`);
	}

	console.log(`\nbefore: ${revision}; the medians of ${rounds} rounds, in turn.`);
}
