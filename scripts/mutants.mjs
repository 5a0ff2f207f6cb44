// A mutation run: changes one place of the kernel at a time and asks whether its tests notice.
//
//   npm run mutants -- [FILE…] [--sample N] [--seed N] [--jobs N]
//
// FILE is a path below source/ or a part of one; without one the whole of source/kernel is mutated. --sample takes N mutants
// of all, the same ones for the same seed. A mutant that no test notices is printed with its line, unless
// scripts/mutants/equivalent.json says why it changes nothing that can be seen.
import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {mutantsOf} from './mutants/operators.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.join(root, 'node_modules', '.cache', 'forkscope-mutants');

/** Tests that judge the kernel, the fastest first: a mutant that the first notices need not meet the others. */
const judges = [['test/kernel'], ['test/truth.test.ts', 'test/designs', 'test/machine', 'test/properties']];

/** A run that takes longer goes round in a circle, which a test has noticed. */
const longestRun = 300_000;

const {values, positionals} = parseArgs({
	allowPositionals: true,
	options: {
		sample: {type: 'string'},
		seed: {type: 'string', default: '1'},
		jobs: {type: 'string', default: '2'},
	},
});

const equivalent = JSON.parse(readFileSync(new URL('mutants/equivalent.json', import.meta.url), 'utf8'));

function kernelFiles() {
	return readdirSync(path.join(root, 'source', 'kernel'), {recursive: true, encoding: 'utf8'})
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `source/kernel/${file}`)
		.filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
		.sort();
}

function describe(file, text, mutant) {
	const line = text.slice(0, mutant.start).split('\n').length;
	return {
		file,
		line,
		code: text.split('\n')[line - 1].trim(),
		was: text.slice(mutant.start, mutant.end),
		...mutant,
	};
}

function reasonOf({file, code, was, text}) {
	return equivalent.find(
		(known) => known.file === file && known.code === code && known.was === was && known.text === text,
	)?.reason;
}

/** `count` of `all`, chosen by a small linear congruence: the same for the same seed. */
function choose(all, count, seed) {
	let state = seed;
	const ranked = all.map((mutant) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return {mutant, rank: state};
	});
	return ranked
		.sort((a, b) => a.rank - b.rank)
		.slice(0, count)
		.map(({mutant}) => mutant);
}

/** A copy of what the tests need, so that the sources stay as they are. */
function createCopy(job) {
	const folder = path.join(cache, String(job));
	rmSync(folder, {recursive: true, force: true});
	mkdirSync(folder, {recursive: true});
	for (const name of [
		'source',
		'test',
		'fixtures',
		'docs',
		'vitest.config.ts',
		'package.json',
		'tsconfig.json',
	]) {
		cpSync(path.join(root, name), path.join(folder, name), {recursive: true});
	}

	return folder;
}

function passes(folder, tests) {
	const words = [
		path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
		'run',
		'--project',
		'engine',
		'--bail',
		'1',
		...tests,
	];
	return new Promise((resolve) => {
		const run = spawn(process.execPath, [...words, '--no-file-parallelism', '--silent', '--reporter=dot'], {
			cwd: folder,
			stdio: 'ignore',
			timeout: longestRun,
		});
		run.on('close', (code) => resolve(code === 0));
	});
}

async function survives(folder, {file, start, end, text}) {
	const whole = readFileSync(path.join(root, file), 'utf8');
	const copy = path.join(folder, file);
	writeFileSync(copy, whole.slice(0, start) + text + whole.slice(end));
	try {
		for (const tests of judges) {
			if (!(await passes(folder, tests))) {
				return false;
			}
		}

		return true;
	} finally {
		writeFileSync(copy, whole);
	}
}

const files = kernelFiles();
const all = files.flatMap((file) => {
	const text = readFileSync(path.join(root, file), 'utf8');
	return mutantsOf(text, file).map((mutant) => describe(file, text, mutant));
});
const judged = all.filter((mutant) => reasonOf(mutant) === undefined);
const queue =
	values.sample === undefined ? [...judged] : choose(judged, Number(values.sample), Number(values.seed));
const total = queue.length;
process.stderr.write(
	`${total} of ${all.length} mutants in ${files.length} files, ${all.length - judged.length} known to be equivalent\n`,
);

const tally = new Map(files.map((file) => [file, {killed: 0, lived: 0}]));
async function work(job) {
	const folder = createCopy(job);
	if (!(await passes(folder, judges.flat()))) {
		throw new Error('the tests fail without a mutant');
	}

	for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
		const lived = await survives(folder, mutant);
		tally.get(mutant.file)[lived ? 'lived' : 'killed'] += 1;
		if (lived) {
			console.log(
				`${mutant.file}:${mutant.line}: ${mutant.code}\n    "${mutant.was}" became "${mutant.text}"`,
			);
		}
	}
}

await Promise.all(Array.from({length: Number(values.jobs)}, (_, job) => work(job)));
rmSync(cache, {recursive: true, force: true});

let killed = 0;
for (const [file, count] of tally) {
	const of = count.killed + count.lived;
	killed += count.killed;
	if (of > 0) {
		console.log(`${file}  ${count.killed} of ${of} noticed`);
	}
}

console.log(`${killed} of ${total} mutants noticed (${((100 * killed) / total).toFixed(1)} %)`);
