/** What command lines of documents print. Several documents and tests show the same line: it is run once. */
import {type Printed, runCommand} from './run-command.ts';

const {wordsOf} = await import(new URL('../../scripts/picture-marks.mjs', import.meta.url).href);

const printed = new Map<string, Promise<Printed>>();

/** `line` is as a document has it, after `forkscope`; a pipe of 80 columns without colour. */
export function printedBy(line: string): Promise<Printed> {
	const known = printed.get(line);
	if (known !== undefined) {
		return known;
	}

	const running = runCommand(wordsOf(line), {env: {COLUMNS: '80', NO_COLOR: '1'}});
	printed.set(line, running);
	return running;
}
