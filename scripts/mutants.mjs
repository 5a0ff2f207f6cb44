// A mutation run: changes one place of the kernel at a time and asks whether its tests notice.
//
//     npm run mutants -- --help
//
// A mutant that no test notices is printed with its line, unless scripts/mutants/equivalent.json says why it changes
// nothing that can be seen.
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {bundleTests, judgingTests} from './mutants/bundle.mjs';
import {mutantsOf} from './mutants/operators.mjs';
import {help, OptionMistake, readOptions} from './mutants/options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = path.join(root, 'node_modules', '.cache', `forkscope-mutants-${process.pid}`);
const bundle = path.join(cache, 'tests.cjs');
const mirrors = path.join(cache, 'mirrors.json');

/** Rounds of loops tell what is endless; a judge that is silent for so long, in milliseconds, is stuck otherwise. */
const patience = 300_000;

const equivalent = JSON.parse(readFileSync(new URL('mutants/equivalent.json', import.meta.url), 'utf8'));

const files = readdirSync(path.join(root, 'source/kernel'), {recursive: true, encoding: 'utf8'})
	.filter((file) => file.endsWith('.ts'))
	.map((file) => `source/kernel/${file}`)
	.sort();

/** What was asked for; ends the program where that is help, or nothing that it knows. */
function readWords() {
	try {
		const options = readOptions(process.argv.slice(2), files);
		if (!options.isHelp) {
			return options;
		}

		process.stdout.write(help);
		process.exit();
	} catch (error) {
		if (!(error instanceof OptionMistake)) {
			throw error;
		}

		console.error(error.message);
		process.exit(2);
	}
}

const {wanted: wantedFiles, sample, seed, jobs, isOwn, isVerbose} = readWords();

function describe(file, text, mutant) {
	const line = text.slice(0, mutant.start).split('\n').length;
	const code = text.split('\n')[line - 1].trim();
	const was = text.slice(mutant.start, mutant.end);
	return {file, line, code, was, text: mutant.text};
}

const isSame = (known, mutant) => ['file', 'code', 'was', 'text'].every((key) => known[key] === mutant[key]);
const isKnown = (mutant) => equivalent.some((known) => isSame(known, mutant));

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

const firstIds = new Map();
const all = [];
for (const file of files) {
	const text = readFileSync(path.join(root, file), 'utf8');
	firstIds.set(file, all.length);
	all.push(
		...mutantsOf(text, file).map((mutant, i) => ({id: all.length + i, ...describe(file, text, mutant)})),
	);
}

for (const known of equivalent.filter((each) => !all.some((mutant) => isSame(each, mutant)))) {
	process.stderr.write(
		`equivalent.json knows a mutant that there is no more: ${known.file}: ${known.code}\n`,
	);
}

const wanted = all.filter(({file}) => wantedFiles.includes(file));
const judged = wanted.filter((mutant) => !isKnown(mutant));
const queue = sample === undefined ? [...judged] : choose(judged, sample, seed);
const total = queue.length;
process.stderr.write(
	`${total} of ${wanted.length} mutants, ${wanted.length - judged.length} known to be equivalent\n`,
);

/** Starts a judge; the promise is of the process that is ready to be asked. */
async function startJudge() {
	const judge = fork(path.join(root, 'scripts/mutants/judge.mjs'), [bundle, mirrors], {
		execArgv: ['--max-old-space-size=2048'],
	});
	const [message] = await Promise.race([once(judge, 'message'), once(judge, 'exit').then(() => [])]);
	if (message === undefined) {
		throw new Error('the tests fail without a mutant');
	}

	return judge;
}

/** What a judge says of a mutant; one that ends, or is silent, has met something that a test notices too. */
async function ask(judge, {id}) {
	const clock = new AbortController();
	judge.send(id);
	const [answer] = await Promise.race([
		once(judge, 'message', {signal: clock.signal}),
		once(judge, 'exit', {signal: clock.signal}).then(() => [{outcome: 'crashed'}]),
		wait(patience, [{outcome: 'stuck'}], {signal: clock.signal}),
	]);
	clock.abort();
	return answer;
}

const outcomes = ['killed', 'endless', 'crashed', 'stuck', 'lived', 'unreached'];
const tally = new Map(files.map((file) => [file, Object.fromEntries(outcomes.map((name) => [name, 0]))]));

function tell({file, line, code, was, text}, {outcome, test}) {
	tally.get(file)[outcome] += 1;
	if (outcome === 'lived' || outcome === 'unreached') {
		console.log(
			`${file}:${line}: ${code}\n    "${was}" became "${text}"${outcome === 'lived' ? '' : ', which no test reaches'}`,
		);
	} else if (isVerbose) {
		console.log(`${file}:${line}: "${was}" became "${text}": ${outcome} by ${test}`);
	}
}

async function work() {
	let judge = await startJudge();
	for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
		const answer = await ask(judge, mutant);
		tell(mutant, answer);
		if (answer.outcome === 'crashed' || answer.outcome === 'stuck') {
			judge.kill('SIGKILL');
			judge = await startJudge();
		}
	}

	judge.kill('SIGKILL');
}

const mirrorOf = ({file}) => file.replace('source/', 'test/').replace('.ts', '.test.ts');
const ownTests = [...new Set(queue.map(mirrorOf))].filter((file) => existsSync(path.join(root, file)));

mkdirSync(cache, {recursive: true});
try {
	writeFileSync(mirrors, JSON.stringify(all.map(mirrorOf)));
	await bundleTests(root, isOwn ? ownTests : judgingTests(root), firstIds, bundle);
	await Promise.all(Array.from({length: jobs}, work));
} finally {
	rmSync(cache, {recursive: true, force: true});
}

const known = (file) => wanted.filter((mutant) => mutant.file === file && isKnown(mutant)).length;

/** One row of the table: `noticed` are all that a test has met. */
function row(name, counts, equivalents) {
	const noticed = outcomes.slice(0, 4).reduce((sum, outcome) => sum + counts[outcome], 0);
	const of = noticed + counts.lived + counts.unreached;
	const each = outcomes.slice(1).map((outcome) => `${counts[outcome]} ${outcome}`);
	return `${name}  ${noticed} of ${of} noticed (${((100 * noticed) / of).toFixed(1)} %), ${equivalents} equivalent; ${each.join(', ')}`;
}

const sums = Object.fromEntries(outcomes.map((name) => [name, 0]));
for (const [file, counts] of tally) {
	if (outcomes.some((outcome) => counts[outcome] > 0)) {
		console.log(row(file, counts, known(file)));
		for (const outcome of outcomes) {
			sums[outcome] += counts[outcome];
		}
	}
}

console.log(row('all', sums, wanted.length - judged.length));
