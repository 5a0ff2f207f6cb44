/** What Tab puts into a line that is typed: examples that fit this moment, one after the other. */
import {parseProcessKey} from '../../inquiry/keys.ts';
import {type Facts, type PaneFacts, paneOffering} from './facts.ts';
import type {Model, Prompt, PromptKind} from './model.ts';

/** What-ifs about the process that is selected. */
export function whatIfExamples(model: Model, panes: readonly PaneFacts[]): readonly string[] {
	const key = model.cursors[paneOffering(panes, 'process')?.id ?? '']?.key;
	const {pid} = parseProcessKey(key ?? '');
	return ['fork PID x8', 'exec PID sh', 'exit PID', 'write PID 5M', 'grow PID 1M'].map((example) =>
		example.replace('PID', String(pid || 1)),
	);
}

/** The line with its next completion; undefined where nothing begins as it does. */
export function completed(prompt: Prompt, model: Model, facts: Facts): Prompt | undefined {
	const stem = prompt.stem ?? prompt.text;
	const fitting = linesFor(prompt.kind, model, facts).filter((line) => line.startsWith(stem));
	const text = fitting[(fitting.indexOf(prompt.text) + 1) % fitting.length];
	return text === undefined ? undefined : {...prompt, text, caret: text.length, stem};
}

function linesFor(kind: PromptKind, model: Model, {panes, markLabels}: Facts): readonly string[] {
	switch (kind) {
		case 'whatIf':
			return whatIfExamples(model, panes);
		case 'goto':
			return ['start', 'end', 'next fork', 'previous fork', ...markLabels.map(({label}) => `mark:${label}`)];
		default:
			return [];
	}
}
