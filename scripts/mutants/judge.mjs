// A process that judges mutants: its vitest has read the tests once and runs them whenever a message asks for it, which
// saves most of what a run costs. It answers each message {changed, tests} with whether all tests passed.
import process from 'node:process';
import {createVitest} from 'vitest/node';

/** Tests run in the order in which they are asked for. */
class AsAsked {
	sort(specifications) {
		return specifications;
	}

	shard(specifications) {
		return specifications;
	}
}

const [folder] = process.argv.slice(2);
process.chdir(folder);
const vitest = await createVitest('test', {
	root: folder,
	project: ['engine'],
	watch: false,
	bail: 1,
	// Threads, so that ending this process ends a test that goes round in a circle.
	pool: 'threads',
	fileParallelism: false,
	reporters: [{}],
	silent: true,
	sequence: {sequencer: AsAsked},
});

async function judge({changed, tests}) {
	vitest.invalidateFile(changed);
	const byFile = new Map();
	for (const filter of tests) {
		for (const each of await vitest.globTestSpecifications([filter])) {
			byFile.set(each.moduleId, byFile.get(each.moduleId) ?? each);
		}
	}

	const specifications = [...byFile.values()];
	for (;;) {
		const {testModules, unhandledErrors} = await vitest.runTestSpecifications(specifications, true);
		// The answer has the modules of earlier runs too.
		const asked = testModules.filter(({moduleId}) => byFile.has(moduleId));
		if (unhandledErrors.length > 0 || asked.some((module) => !module.ok())) {
			return false;
		}

		if (asked.length === specifications.length && asked.every(ranWhole)) {
			return true;
		}
	}
}

/** A run may still be stopped by the failure that ended the one before it; then it has told nothing. */
function ranWhole(module) {
	return module.state() === 'passed' && [...module.children.allTests('skipped')].length === 0;
}

process.on('message', async (message) => {
	process.send(await judge(message));
});
process.on('disconnect', () => process.exit());
process.send('ready');
