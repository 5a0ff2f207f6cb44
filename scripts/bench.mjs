// Measures the program as it is published: bundles test/benchmark/run.ts together with it, and runs that.
// React's development build, or sources that Node has to strip first, would give other figures.
// `--against REV` bundles another revision too, and runs both in turn.
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {against} from './bench-against.mjs';
import {bundle, root} from './bundle.mjs';

const directory = path.join(root, 'node_modules', '.cache', 'forkscope-bench');
await bundle(directory, [{in: 'test/benchmark/run.ts', out: 'bench'}]);
const options = {against: {type: 'string'}, json: {type: 'string'}};
const {values, positionals} = parseArgs({options, allowPositionals: true});
if (values.against === undefined) {
	const words = ['--expose-gc', path.join(directory, 'bench.js'), ...process.argv.slice(2)];
	const {status} = spawnSync(process.execPath, words, {stdio: 'inherit', cwd: root});
	process.exitCode = status ?? 1;
} else {
	await against(values.against, {directory, names: positionals, json: values.json});
}
