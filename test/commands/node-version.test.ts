/** One Node everywhere: what the program refuses, what the package asks for and what the bundle is made for. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {nodeProblem, oldestNode} from '../../source/commands/node-version.ts';

test.each(['22.18.0', '22.19.1', '24.0.0', '100.0.0'])('Node %s serves', (version) => {
	expect(nodeProblem(version)).toBeUndefined();
});

test.each(['22.17.9', '20.20.2', '18.0.0'])('Node %s is told in a sentence', (version) => {
	expect(nodeProblem(version)).toBe(`forkscope: needs Node 22.18 or later; this is Node ${version}.`);
});

test('package.json and the bundle name the same Node', () => {
	const root = new URL('../../', import.meta.url);
	const {engines, dependencies} = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
	expect(engines.node).toBe(`>=${oldestNode}`);
	expect(readFileSync(new URL('scripts/bundle.mjs', root), 'utf8')).toContain(`'node${oldestNode}'`);
	// Everything is bundled: who installs the package installs nothing else.
	expect(dependencies).toBeUndefined();
});
