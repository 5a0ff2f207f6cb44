// Tests run alike everywhere: whatever the tester's terminal, time zone, language or width.
import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

for (const name of ['COLUMNS', 'LINES', 'NO_COLOR', 'CI', 'LC_ALL', 'FORKSCOPE_CONFIG']) {
	delete process.env[name];
}

process.env.TZ = 'UTC';

/** What sets up a terminal, holds the heap against a bound or listens to signals has a worker of its own. */
const alone = [
	'test/**/*.test.tsx',
	'test/commands/{program,record}.test.ts',
	'test/library/package.test.ts',
	'test/terminal/**/*.test.ts',
	'test/ui/{flat,soak}.test.ts',
];

/** Files that take longest, though they are short: begun early, none of them is what is waited for in the end. */
const longest = ['documents', 'designs/agree', 'ui/panes/named', 'properties/kernels', 'commands/schema'].map(
	(name) => `/test/${name}.test.ts`,
);

class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const isLong = ({moduleId}: TestSpecification) => longest.some((name) => moduleId.endsWith(name));
		const sorted = await super.sort(files);
		const isAlone = ({project}: TestSpecification) => project.config.isolate;
		const rank = (file: TestSpecification) => (isAlone(file) ? 0 : isLong(file) ? 1 : 2);
		return sorted.toSorted((a, b) => rank(a) - rank(b));
	}
}

export default defineConfig({
	test: {
		env: {FORCE_COLOR: '1', LANG: 'C.UTF-8', TERM: 'xterm-256color'},
		// Far above what a loaded machine needs: it ends what hangs, and times nothing.
		testTimeout: 600_000,
		hookTimeout: 600_000,
		// One more than there are cores: some tests wait for programs that they have started.
		maxWorkers: availableParallelism() + 1,
		sequence: {sequencer: LongestFirst},
		// Node runs the sources as they stand, twice as fast as through Vite.
		experimental: {viteModuleRunner: false, nodeLoader: false},
		execArgv: ['--import', new URL('test/helpers/load-tsx.mjs', import.meta.url).href],
		projects: [
			// The rest share their workers, which saves starting one a file and warms the engine up: they change nothing that another
			// file could see.
			{extends: true, test: {name: 'shared', include: ['test/**/*.test.ts'], exclude: alone, isolate: false}},
			{extends: true, test: {name: 'alone', include: alone}},
		],
	},
});
