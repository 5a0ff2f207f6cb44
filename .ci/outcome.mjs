// A reporter of test runs for .ci/run: how many tests passed, and every failure in a few lines, as JSON in the file $OUTCOME.
import {writeFileSync} from 'node:fs';
import process from 'node:process';
import {stripVTControlCharacters} from 'node:util';

const linesOfMessage = 40;

export default class Outcome {
	onTestRunEnd(modules, unhandled) {
		const tests = modules.flatMap((module) => [...module.children.allTests()]);
		const failures = [
			...modules.flatMap(failuresOf),
			...unhandled.map((error) => failure('outside of any test', error)),
		];
		const passed = tests.filter((test) => test.result().state === 'passed').length;
		writeFileSync(process.env.OUTCOME, JSON.stringify({passed, failures}));
	}
}

/** Failing tests, hooks of suites, and the file itself where it does not load. */
function failuresOf(module) {
	const file = module.relativeModuleId;
	return [
		...module.errors().map((error) => failure(file, error)),
		...[...module.children.allSuites()].flatMap((suite) =>
			suite.errors().map((error) => failure(`${file} > ${suite.fullName}`, error)),
		),
		...[...module.children.allTests('failed')].map((test) =>
			failure(`${file} > ${test.fullName}`, test.result().errors[0]),
		),
	];
}

/** What was expected and where, without the frames of the test runner. */
function failure(where, error) {
	const frames = String(error?.stack ?? '')
		.split('\n')
		.filter(
			(line) => /^ +at /.test(line) && !line.includes('node_modules') && !/node:|<anonymous>/.test(line),
		);
	const said = [...linesOf(error?.message ?? error), ...linesOf(error?.diff)].slice(0, linesOfMessage);
	return [where, ...said.map((line) => `    ${line}`), ...frames.slice(0, 3)].join('\n');
}

function linesOf(text) {
	return text === undefined ? [] : stripVTControlCharacters(String(text)).split('\n');
}
