// Measures the program as it is published: bundles test/benchmark/run.ts together with it, and runs that.
// React's development build, or sources that Node has to strip first, would give other figures.
// `--against REV` bundles another revision too, and runs both in turn.
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {against} from './bench-against.mjs';
import {bundle, root} from './bundle.mjs';

const directory = path.join(root, 'node_modules', '.cache', 'forkscope-bench');
await bundle(directory, [
	{in: 'test/benchmark/run.ts', out: 'bench'},
	{in: 'test/benchmark/words.ts', out: 'words'},
]);
const {help, readWords} = await import(path.join(directory, 'words.js'));
try {
	await measure(readWords(process.argv.slice(2)));
} catch (error) {
	if (error.name !== 'UserError') {
		throw error;
	}

	console.error(error.message);
	process.exitCode = 2;
}

async function measure({names, against: revision, json, isHelp}) {
	if (isHelp) {
		process.stdout.write(help);
	} else if (revision === undefined) {
		const words = ['--expose-gc', path.join(directory, 'bench.js'), ...process.argv.slice(2)];
		const {status} = spawnSync(process.execPath, words, {stdio: 'inherit', cwd: root});
		process.exitCode = status ?? 1;
	} else {
		await against(revision, {directory, names, json});
	}
}
