/** The program as a process of its own, beside this file once both are bundled, and what it took. */
import {spawnSync} from 'node:child_process';
import {readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const program = fileURLToPath(new URL('./cli.js', import.meta.url));

export type Taken = {readonly wallMs: number; readonly cpuMs: number; readonly peakMb: number};

/** After so many runs of a command all is kept that Node has compiled for it; those before also take the time of keeping it. */
export const runsUntilKept = 6;

/** Says at its end what it took. */
const tell = `import {writeFileSync} from 'node:fs';
	process.on('exit', () => {
		const {userCPUTime, systemCPUTime, maxRSS} = process.resourceUsage();
		writeFileSync(process.env.FORKSCOPE_TAKEN, JSON.stringify([(userCPUTime + systemCPUTime) / 1000, maxRSS / 1000]));
	});`;
const teller = `--import=data:text/javascript,${encodeURIComponent(tell)}`;

/** Runs the program with these words; without any, Node alone. */
export function take(words: readonly string[], env: NodeJS.ProcessEnv = {}): Taken {
	const file = path.join(tmpdir(), `forkscope-taken-${process.pid}.json`);
	const what = words.length === 0 ? ['-e', '0'] : [program, ...words];
	const begin = performance.now();
	const {status, stderr} = spawnSync(process.execPath, [teller, ...what], {
		env: {...process.env, ...env, FORKSCOPE_TAKEN: file},
		encoding: 'utf8',
		maxBuffer: 2 ** 28,
	});
	const wallMs = performance.now() - begin;
	if (status !== 0) {
		throw new Error(`${words.join(' ')} has failed: ${stderr}`);
	}

	const [cpuMs, peakMb] = JSON.parse(readFileSync(file, 'utf8')) as [number, number];
	rmSync(file);
	return {wallMs, cpuMs, peakMb};
}
