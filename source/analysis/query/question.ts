/** What a term of a query becomes: a question that is put to every process of a moment, and how questions combine. */
import {nextRow} from '../../kernel/state/columns.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {MemoryView} from '../memory/memory.ts';
import type {Expression} from './grammar.ts';

export type Answer = (task: Task) => boolean;

export type Question = {
	/** Makes ready for a moment; the answer is good until the machine moves on. */
	on(view: MemoryView): Answer;
	/** Looks at memory page by page: asked last. */
	readonly isDear?: boolean;
};

/** The question that an expression of questions is. No question changes anything, so the cheap ones go first. */
export function askAll(expression: Expression<Question>): Question {
	if (expression.kind === 'leaf') {
		return expression.leaf;
	}

	if (expression.kind === 'not') {
		const {on, isDear} = askAll(expression.of);
		return {
			isDear,
			on(view) {
				const answer = on(view);
				return (task) => !answer(task);
			},
		};
	}

	const {kind} = expression;
	const parts = expression.parts
		.map(askAll)
		.sort((left, right) => Number(isDear(left)) - Number(isDear(right)));
	return {
		isDear: parts.some(isDear),
		on(view) {
			const answers = parts.map((part) => part.on(view));
			return kind === 'and'
				? (task) => answers.every((answer) => answer(task))
				: (task) => answers.some((answer) => answer(task));
		},
	};
}

function isDear(question: Question): boolean {
	return question.isDear === true;
}

/** Of all tasks that are there, the first that answers yes; 0 when none does. */
export function firstThat({kernel: {task}}: MemoryView, answer: Answer): Task {
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		if (task.state[row] !== 0 && answer(row)) {
			return row;
		}
	}

	return 0;
}
