/** Answers for programs. */
import type {Data} from '../../exports/form.ts';
import {writeAs} from '../../exports/index.ts';
import {printForm} from './print.ts';

export async function printJson(stdout: NodeJS.WriteStream, data: Data): Promise<void> {
	await printForm(stdout, writeAs('json', {data: () => data}));
}
