/**
 * What the program answers the scripts of `completion` with, a line an offer. zsh and fish get the offer, a tab and what it is, and
 * as last line `:files` or `:directories` where such may stand there too; they quote, and list files, by themselves. bash gets
 * what it has to put in the place of its word.
 */
import {printable} from '../../machine/printable.ts';
import type {CommandEntry, Streams} from '../command.ts';
import {printForm} from '../output/print.ts';
import {bashReplies} from './bash-replies.ts';
import type {Offers} from './offer.ts';
import {offersFor, type Surroundings} from './offers.ts';

/** Never throws: a line that cannot be understood yet has nothing to complete. */
export async function answerShell(
	[shell, ...line]: readonly string[],
	{stdout, env}: Streams,
	commands: readonly CommandEntry[],
): Promise<number> {
	try {
		const around = {env, commands};
		const lines = shell === 'bash' ? await bashReplies(line, around) : await offerLines(line, around);
		await printForm(stdout, [lines.map((each) => `${each}\n`).join('')]);
	} catch {
		return 1;
	}

	return 0;
}

async function offerLines(line: readonly string[], around: Surroundings): Promise<string[]> {
	const {words, files}: Offers = await offersFor(line, around);
	return [
		...words
			.filter(({value}) => printable(value) === value)
			.map(({value, about = ''}) => `${value}\t${printable(about)}`),
		...(files === undefined ? [] : [`:${files}`]),
	];
}
