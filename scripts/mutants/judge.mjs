// A process that judges mutants. It runs all tests once to learn which mutants each of them reaches, and then answers each
// message, the number of a mutant, with {outcome, test}: `killed` by a test, `endless` where that was a loop that made
// a hundred times the rounds it makes else, `lived`, or `unreached` by every test.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import process from 'node:process';
import vm from 'node:vm';
import fc from 'fast-check';
import {createRegistry} from './tests.mjs';

const [bundle, mirrors] = process.argv.slice(2);
/** The test file of each mutant's source file. */
const mirrorOf = JSON.parse(readFileSync(mirrors, 'utf8'));
const none = -1;
const require = createRequire(import.meta.url);
const script = new vm.Script(`((require, module, exports) => {${readFileSync(bundle, 'utf8')}\n})`, {
	filename: bundle,
});

class Endless extends Error {}

fc.configureGlobal({seed: 1});
const reached = new Uint8Array(mirrorOf.length);
let onTrial = none;
let rounds = 0;
let mostRounds = Number.POSITIVE_INFINITY;
globalThis.mutants = {
	file: '',
	vitest: undefined,
	isOn(id) {
		reached[id] = 1;
		return id === onTrial;
	},
	round() {
		rounds += 1;
		if (rounds > mostRounds) {
			throw new Endless();
		}
	},
};

/** Reads all modules anew, with a mutant that then is in what they compute at once. */
function evaluate(id, limit = Number.POSITIVE_INFINITY) {
	const {tests, vitest} = createRegistry();
	globalThis.mutants.vitest = vitest;
	onTrial = id;
	rounds = 0;
	mostRounds = limit;
	script.runInThisContext()(require, {exports: {}}, {});
	return tests;
}

/** What a test throws with a mutant on trial, or undefined. */
async function failureOf({run}, id, limit) {
	onTrial = id;
	rounds = 0;
	mostRounds = limit;
	try {
		await run();
		return undefined;
	} catch (error) {
		return error ?? new Error('thrown');
	}
}

let tests = evaluate(none);
const atLoad = reached.slice();
const loadRounds = rounds;
const reach = [];
for (const [i, test] of tests.entries()) {
	reached.fill(0);
	const begin = performance.now();
	const failure = await failureOf(test, none, Number.POSITIVE_INFINITY);
	if (failure !== undefined) {
		throw new Error(`${test.file}: ${test.name} fails without a mutant: ${failure.message}`);
	}

	reach.push({
		i,
		ids: reached.slice(),
		file: test.file,
		limit: 100 * rounds + 100_000,
		took: performance.now() - begin,
	});
}

reach.sort((a, b) => a.took - b.took);

/** Tests that can notice a mutant: those of the file's mirror first, then the fastest. */
function judgesOf(id) {
	const able = atLoad[id] === 1 ? reach : reach.filter(({ids}) => ids[id] === 1);
	const isMirror = ({file}) => file === mirrorOf[id];
	return [...able.filter(isMirror), ...able.filter((each) => !isMirror(each))];
}

const told = (failure, test) => ({outcome: failure instanceof Endless ? 'endless' : 'killed', test});

async function judge(id) {
	const judges = judgesOf(id);
	if (judges.length === 0) {
		return {outcome: 'unreached'};
	}

	if (atLoad[id] === 1) {
		return judgeAnew(id, judges);
	}

	for (const {i, limit} of judges) {
		const failure = await failureOf(tests[i], id, limit);
		if (failure === undefined) {
			continue;
		}

		// A failure that stays is of something that was left behind by another: ask again with nothing left behind.
		if ((await failureOf(tests[i], none, limit)) === undefined) {
			return told(failure, tests[i].name);
		}

		return judgeAnew(id, judges);
	}

	return {outcome: 'lived'};
}

/** Asks tests that share nothing with earlier ones, and leaves fresh ones behind. */
async function judgeAnew(id, judges) {
	try {
		tests = evaluate(id, 100 * loadRounds + 100_000);
		for (const {i, limit} of judges) {
			const failure = await failureOf(tests[i], id, limit);
			if (failure !== undefined) {
				return told(failure, tests[i].name);
			}
		}

		return {outcome: 'lived'};
	} catch (error) {
		return told(error, 'reading the modules');
	} finally {
		tests = evaluate(none);
	}
}

process.on('message', async (id) => {
	process.send(await judge(id));
});
process.on('disconnect', () => process.exit());
process.send('ready');
