// Tests run alike everywhere: whatever the tester's terminal, time zone, language or width.
import {defineConfig} from 'vitest/config';

for (const name of ['COLUMNS', 'LINES', 'NO_COLOR', 'CI', 'LC_ALL', 'FORKSCOPE_CONFIG']) {
	delete process.env[name];
}

process.env.TZ = 'UTC';

/**
 * Tests of the engine share their workers, which saves starting one a file: they ask nothing of the world outside and
 * change nothing that another file could see. What draws, spawns or sets the environment has a worker of its own.
 */
const engine = [
	'kernel',
	'designs',
	'machine',
	'workloads',
	'timeline',
	'analysis',
	'inquiry',
	'exports',
	'races',
	'readers',
	'properties',
];
const engineTests = [...engine.map((folder) => `test/${folder}/**/*.test.ts`), 'test/truth.test.ts'];

export default defineConfig({
	test: {
		env: {FORCE_COLOR: '1', LANG: 'C.UTF-8', TERM: 'xterm-256color'},
		// Far above what a loaded machine needs: it ends what hangs, and times nothing.
		testTimeout: 600_000,
		hookTimeout: 600_000,
		projects: [
			{extends: true, test: {name: 'engine', include: engineTests, isolate: false}},
			{extends: true, test: {name: 'program', include: ['test/**/*.test.{ts,tsx}'], exclude: engineTests}},
		],
	},
});
