// Tests run alike everywhere: whatever the tester's terminal, time zone, language or width.
import {defineConfig} from 'vitest/config';

for (const name of ['COLUMNS', 'LINES', 'NO_COLOR', 'CI', 'LC_ALL', 'FORKSCOPE_CONFIG']) {
	delete process.env[name];
}

process.env.TZ = 'UTC';

export default defineConfig({
	test: {
		include: ['test/**/*.test.{ts,tsx}'],
		env: {FORCE_COLOR: '1', LANG: 'C.UTF-8', TERM: 'xterm-256color'},
		// Generous: some tests run whole workloads, and two busy cores must not fail them.
		testTimeout: 30_000,
		hookTimeout: 60_000,
	},
});
