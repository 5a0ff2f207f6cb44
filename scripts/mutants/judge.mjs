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
	const specifications = [];
	for (const filter of tests) {
		const found = await vitest.globTestSpecifications([filter]);
		specifications.push(...found.filter((each) => !specifications.includes(each)));
	}

	const {testModules, unhandledErrors} = await vitest.runTestSpecifications(specifications, true);
	return unhandledErrors.length === 0 && testModules.every((module) => module.ok());
}

process.on('message', async (message) => {
	process.send(await judge(message));
});
process.on('disconnect', () => process.exit());
process.send('ready');
