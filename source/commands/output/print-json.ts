/** Answers for programs. */
import type {Data} from '../../exports/form.ts';
import {writeAs} from '../../exports/index.ts';
import type {Answer} from '../answers.ts';
import {printForm} from './print.ts';

export async function printJson(stdout: NodeJS.WriteStream, answer: Answer): Promise<void> {
	await printForm(stdout, writeAs('json', {data: () => answerData(answer)}));
}

/** The answer as a facet of forms, held to its type. */
export function answerData(answer: Answer): Data {
	return answer;
}
