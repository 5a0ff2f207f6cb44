// A mutation run: changes one place of the kernel at a time and asks whether its tests notice.
//
//   npm run mutants -- [FILE…] [--sample N] [--seed N] [--jobs N] [--verbose]
//
// FILE is a path below source/ or a part of one; without one the whole of source/kernel is mutated. --sample takes N mutants
// of all, the same ones for the same seed. A mutant that no test notices is printed with its line, unless
// scripts/mutants/equivalent.json says why it changes nothing that can be seen.
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {mutantsOf} from './mutants/operators.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.join(root, 'node_modules', '.cache', `forkscope-mutants-${process.pid}`);

/**
 * Tests that judge the kernel, the fastest first: a mutant that those notice need not meet the others. All are stories
 * that take seconds together; random programs are left out, so that the answer is the same every time.
 */
const judges = [
	['test/kernel'],
	['records', 'sharing', 'linux-4', 'freebsd', 'vfork', 'work'].map((name) => `test/designs/${name}.test`),
];

/** A run that takes longer than this and three times what all tests take goes round in a circle, which a test has noticed. */
const patience = 20_000;

const {values, positionals} = parseArgs({
	allowPositionals: true,
	options: {
		sample: {type: 'string'},
		seed: {type: 'string', default: '1'},
		jobs: {type: 'string', default: '2'},
		verbose: {type: 'boolean', default: false},
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

/** Starts a judge of a copy; the promise is of the process that is ready to be asked. */
async function startJudge(folder) {
	const judge = fork(path.join(root, 'scripts', 'mutants', 'judge.mjs'), [folder], {
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	await once(judge, 'message');
	return judge;
}

/** Whether all of `tests` pass with the file as it now is; a judge that does not answer is ended, which is a no. */
async function passes(job, changed, tests) {
	const judge = job.judge ?? (await startJudge(job.folder));
	job.judge = judge;
	const clock = new AbortController();
	judge.send({changed: path.join(job.folder, changed), tests});
	const answer = await Promise.race([
		once(judge, 'message', {signal: clock.signal}),
		once(judge, 'exit', {signal: clock.signal}).then(() => [undefined]),
		wait(patience + 3 * job.usual, [undefined], {signal: clock.signal}),
	]);
	clock.abort();
	if (answer[0] === undefined) {
		judge.kill('SIGKILL');
		job.judge = undefined;
	}

	return answer[0] === true;
}

/** The tests of the mutated file's own room come first: they are the likeliest to notice. */
function inOrder(tests, file) {
	return [
		file.replace('source/', 'test/').replace('.ts', '.test'),
		path.dirname(file).replace('source/', 'test/'),
	]
		.filter(() => tests[0] === 'test/kernel')
		.concat(tests);
}

async function survives(job, {file, start, end, text}) {
	const whole = readFileSync(path.join(root, file), 'utf8');
	const copy = path.join(job.folder, file);
	writeFileSync(copy, whole.slice(0, start) + text + whole.slice(end));
	try {
		for (const tests of judges) {
			if (!(await passes(job, file, inOrder(tests, file)))) {
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
async function work(number) {
	const job = {folder: createCopy(number), judge: undefined, usual: 300_000};
	const begin = performance.now();
	if (!(await passes(job, files[0], judges.flat()))) {
		throw new Error('the tests fail without a mutant');
	}

	job.usual = performance.now() - begin;

	for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
		const lived = await survives(job, mutant);
		if (values.verbose) {
			process.stderr.write(`${queue.length} to go\n`);
		}

		tally.get(mutant.file)[lived ? 'lived' : 'killed'] += 1;
		if (lived) {
			console.log(
				`${mutant.file}:${mutant.line}: ${mutant.code}\n    "${mutant.was}" became "${mutant.text}"`,
			);
		}
	}

	job.judge?.kill('SIGKILL');
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
