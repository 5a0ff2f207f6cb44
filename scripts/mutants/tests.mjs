// The little of vitest that judging tests need: they register themselves, and the judge runs those that it chooses.
import {expect} from 'vitest';

/** Tests of what is evaluated next, each {file, name, run}, in their order. */
export function createRegistry() {
	const tests = [];
	const names = [];

	function test(name, run) {
		tests.push({file: globalThis.mutants.file, name: [...names, name].join(' > '), run});
	}

	function describe(name, body) {
		names.push(name);
		body();
		names.pop();
	}

	for (const each of [test, describe]) {
		each.each = (rows) => (name, body) => {
			rows.forEach((row, i) => {
				each(`${name} ${i}`, () => body(...[row].flat()));
			});
		};
	}

	return {tests, vitest: {test, describe, expect}};
}
