// Preloaded into the workers of tests with `node --import`: Node takes types out of a file by itself, but not JSX.
import {readFileSync} from 'node:fs';
import {registerHooks} from 'node:module';
import {fileURLToPath} from 'node:url';
import {transformSync} from 'esbuild';

registerHooks({
	load(url, context, nextLoad) {
		const {pathname} = new URL(url);
		if (!pathname.endsWith('.tsx')) {
			return nextLoad(url, context);
		}

		const file = fileURLToPath(url);
		const {code} = transformSync(readFileSync(file, 'utf8'), {
			loader: 'tsx',
			jsx: 'automatic',
			sourcefile: file,
			sourcemap: 'inline',
		});
		return {format: 'module', source: code, shortCircuit: true};
	},
});
