/** How long the program takes to start and end, as the shell sees it. */
import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {type Benchmark, median, timeRuns} from './benchmark.ts';

/** Lies beside this file once both are bundled. */
const program = fileURLToPath(new URL('./cli.js', import.meta.url));

export const startUp: Benchmark = {
	name: 'start-up',
	async measure() {
		const empty = await timeRuns(9, () => spawnSync(process.execPath, ['-e', '0']));
		const help = await timeRuns(9, () => spawnSync(process.execPath, [program, '--help']));
		return [
			{name: 'node alone', value: median(empty), unit: 'ms'},
			{name: 'forkscope --help', value: median(help), unit: 'ms', note: 'loads neither React nor Ink'},
		];
	},
};
