/**
 * Conditions: what to wait for, in the words of queries: `frame 455 refcount 1`, `pid 31 exits`, `zombies > 0`.
 * A query is a condition too: it holds when there is a process that it means.
 */

import type {Program} from '../../machine/program.ts';
import type {Machine} from '../../machine/state.ts';
import type {Past} from '../memory/past.ts';
import {type ConditionTerm, holdsForAny, type MachineTest, readConditionTerm} from './condition-terms.ts';
import {type Expression, readLine} from './grammar.ts';
import {askAll, type Question} from './question.ts';
import {readWords} from './words.ts';

export type Condition = {
	/** As it was typed. */
	readonly text: string;
	/** Of the machine as it is now. Cheap enough to be asked after every event, unless it asks for sizes of processes. */
	holds(machine: Machine, past?: Past): boolean;
};

/** Throws a UserError that says what was expected where, and for a process that the program never has. */
export function parseCondition(text: string, program: Program): Condition {
	const expression = readLine(readWords(text), (reader) => readConditionTerm(reader, program));
	return {text: text.trim(), holds: testOf(expression)};
}

function testOf(expression: Expression<ConditionTerm>): MachineTest {
	switch (expression.kind) {
		case 'leaf':
			return expression.leaf.about === 'machine'
				? expression.leaf.test
				: holdsForAny(expression.leaf.question);
		case 'not':
			return notOf(expression);
		default:
			return joinTests(expression.kind, testsOf(expression.kind, expression.parts));
	}
}

function notOf(expression: Expression<ConditionTerm> & {readonly kind: 'not'}): MachineTest {
	const question = questionOf(expression);
	if (question !== undefined) {
		return holdsForAny(askAll(question));
	}

	const test = testOf(expression.of);
	return (machine, past) => !test(machine, past);
}

function joinTests(kind: 'and' | 'or', tests: readonly MachineTest[]): MachineTest {
	return kind === 'and'
		? (machine, past) => tests.every((test) => test(machine, past))
		: (machine, past) => tests.some((test) => test(machine, past));
}

/** What asks for a process is about one and the same process; counts go first, as they are cheap. */
function testsOf(kind: 'and' | 'or', parts: readonly Expression<ConditionTerm>[]): MachineTest[] {
	const questions = parts.map(questionOf).filter((part) => part !== undefined);
	const others = parts.filter((part) => questionOf(part) === undefined).map(testOf);
	return questions.length === 0 ? others : [...others, holdsForAny(askAll({kind, parts: questions}))];
}

/** The expression as one question to a process; undefined where it asks anything of the machine. */
function questionOf(expression: Expression<ConditionTerm>): Expression<Question> | undefined {
	if (expression.kind === 'leaf') {
		const {leaf} = expression;
		return leaf.about === 'process' ? {kind: 'leaf', leaf: leaf.question} : undefined;
	}

	if (expression.kind === 'not') {
		const of = questionOf(expression.of);
		return of === undefined ? undefined : {kind: 'not', of};
	}

	const parts = expression.parts.map(questionOf).filter((part) => part !== undefined);
	return parts.length === expression.parts.length ? {kind: expression.kind, parts} : undefined;
}
